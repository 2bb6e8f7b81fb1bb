import * as z from 'zod';
import { certificateKinds, ownWithdrawalReasons } from '../rules/certificate-kinds';
import { defineActions } from './action';
import { coverageYear, id, instant, personView, requestId } from './fields';
import { exportRequest } from './records';

export const certificateKind = z.enum(certificateKinds);

const line = z.object({ label: z.string(), value: z.string() });

/** One paper that could be issued, or why not (yet). */
const choice = z.object({
  /** Null: all years. */
  coverageYear: coverageYear.nullable(),
  state: z.enum(['ready', 'later', 'refused']),
  /** For people: what the paper proves, or why it cannot be issued and what to do. */
  sentence: z.string(),
  comeBackAt: instant.nullable(),
  /** What will stand on it, in the order of the paper. */
  lines: z.array(line),
});

const certificate = z.object({
  certificateId: id,
  /** The number people quote; it opens nothing. */
  serial: z.string(),
  kind: certificateKind,
  person: personView,
  coverageYear: coverageYear.nullable(),
  issuedAt: instant,
  status: z.enum(['issued', 'withdrawn']),
  /** What became of it, in words. */
  sentence: z.string(),
  withdrawnAt: instant.nullable(),
  /** Who asked for it, as seen by the caller. */
  issuedTo: z.enum(['me', 'family']),
  /** Else it is about a ward, or somebody the caller has paid for. */
  isAboutMe: z.boolean(),
  /** The caller had it issued and could do so again; whoever is no guardian any more could not. */
  mayHaveFile: z.boolean(),
  /** Until when its file can be downloaded again; null when it cannot (any more, or not by the caller). */
  fileUntil: instant.nullable(),
  /** How often somebody verified it on the public page; nothing is known about who. */
  verified: z.object({ times: z.int().min(0), lastAt: instant.nullable() }),
});

const paperFile = z.object({
  /** In groups, as printed. */
  code: z.string(),
  verifyUrl: z.string(),
  fileName: z.string(),
  contentBase64: z.string(),
});

/** The serial as people type it from a paper. */
const serial = z.string().trim().min(1).max(40);

export const certificateActions = defineActions({
  'certificate.people': {
    summary: 'Whose papers the caller can have issued, and of which kinds',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({}),
    output: z.object({
      people: z.array(
        z.object({
          person: personView,
          who: z.enum(['self', 'ward', 'payee']),
          kinds: z.array(certificateKind),
        }),
      ),
    }),
  },
  'certificate.choices': {
    summary: 'What can be certified of one person, by year, asked from the core platform now',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ kind: certificateKind, personId: id }),
    output: z.object({ person: personView, canShowNumber: z.boolean(), choices: z.array(choice) }),
  },
  'certificate.issue': {
    summary: 'Issues a signed paper; the same facts on the same day are the same paper',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({
      requestId,
      kind: certificateKind,
      personId: id,
      coverageYear: coverageYear.nullable(),
      fullNumber: z.boolean(),
    }),
    output: certificate,
  },
  'certificate.list': {
    summary: 'Papers the caller had issued, and papers about them and their wards, newest first',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ cursor: z.string().max(80).optional() }),
    output: z.object({ certificates: z.array(certificate), nextCursor: z.string().nullable() }),
  },
  'certificate.get': {
    summary:
      'One paper, with its file for whoever had it issued and still could, as long as it is kept',
    kind: 'query',
    caller: 'verified',
    input: z.strictObject({ certificateId: id }),
    output: z.object({ certificate, file: paperFile.nullable() }),
  },
  'certificate.link': {
    summary: 'A short-lived address from which a browser downloads one paper',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, certificateId: id }),
    output: z.object({ path: z.string(), expiresAt: instant }),
  },
  'certificate.statement': {
    summary:
      'The same as records.export as a PDF, which only this function prints; audited as it is',
    kind: 'mutation',
    caller: 'verified',
    input: exportRequest,
    output: z.object({
      fileName: z.string(),
      mediaType: z.string(),
      contentBase64: z.string(),
      rowCount: z.int().min(0),
    }),
  },
  'certificate.withdraw': {
    summary: 'Withdraws a paper of one’s own, a ward’s or about oneself',
    kind: 'mutation',
    caller: 'verified',
    input: z.strictObject({ requestId, certificateId: id, cause: z.enum(ownWithdrawalReasons) }),
    output: certificate,
  },
  'certificate.staffWithdraw': {
    summary: 'Staff withdraw a paper by its serial, with a reason',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, serial, reason: z.string().trim().min(4).max(300) }),
    output: z.object({ serial: z.string(), withdrawnAt: instant }),
  },
});
