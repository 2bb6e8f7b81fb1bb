/** The bureau's side of organisations: who they are, what was agreed with them, who acts for them. */
import * as z from 'zod';
import { defineActions } from './action';
import {
  consentField,
  consentLevel,
  consentPurpose,
  fields,
  modes,
  organisationKind,
  words,
} from './consent-fields';
import { id, instant, isoDate, nameInput, requestId } from './fields';

const agreementView = z.object({
  agreementId: id,
  organisationId: id,
  number: z.string(),
  periodFrom: isoDate,
  periodTo: isoDate,
  purposes: z.array(consentPurpose),
  fields: z.array(consentField),
  modes,
  maxLevel: consentLevel,
  documentSm3: z.string(),
  status: z.enum(['proposed', 'active', 'ended']),
  proposedByBadge: z.string(),
  confirmedByBadge: z.string().nullable(),
  /** A proposal of one's own cannot be confirmed by oneself. */
  mayConfirm: z.boolean(),
});

const clerkView = z.object({
  clerkId: id,
  kind: z.enum(['person', 'api']),
  login: z.string(),
  name: z.string(),
  status: z.enum(['active', 'suspended']),
  statusSince: instant,
  /** Has a password and a second factor of their own; false until they have enrolled. */
  hasSecondFactor: z.boolean(),
  /** A code was handed over and not used; good until then, or no longer. */
  codeGoodUntil: instant.nullable(),
  looks: z.int().min(0),
  lastLookAt: instant.nullable(),
});

/** What lets an organisation's system in, and from where its people come, as it would be. */
const accessChange = z.object({
  accessId: id,
  networks: z.array(z.string()),
  publicKeySm3: z.string().nullable(),
  proposedByBadge: z.string(),
  proposedAt: instant,
  /** A proposal of one's own cannot be confirmed by oneself. */
  mayConfirm: z.boolean(),
});

/** Handed to the clerk, who enrols with it once; the bureau sees nothing that comes of it. */
const enrolmentView = z.object({ code: z.string(), expiresAt: instant });

const organisationView = z.object({
  organisationId: id,
  creditCode: z.string(),
  /** Early codes may fail their own check sign; a clerk has confirmed it by hand. */
  creditCodeDoubt: z.enum(['checkSign', 'organisationCode']).nullable(),
  name: z.string(),
  kind: organisationKind,
  contact: z.string(),
  hasPublicKey: z.boolean(),
  /** SM3 of the key's hex digits: what two people and the organisation compare. */
  publicKeySm3: z.string().nullable(),
  networks: z.array(z.string()),
  /** Key and networks that were proposed, and wait for a second clerk. */
  accessChange: accessChange.nullable(),
  status: z.enum(['active', 'suspended']),
  statusSince: instant,
  agreements: z.array(agreementView),
  clerks: z.int().min(0),
  consents: z.int().min(0),
  looks: z.int().min(0),
});

const creditCode = z.string().trim().min(1).max(40);
const login = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{3,39}$/);
/** CIDR blocks; judged by the action. */
const networks = z.array(z.string().trim().min(1).max(50)).max(20);
const publicKey = z
  .string()
  .trim()
  .regex(/^04[0-9a-f]{128}$/)
  .nullable();
const organisationName = z.string().trim().min(2).max(60);
const contact = z.string().trim().min(2).max(60);

export const oversightOrganisationActions = defineActions({
  'oversight.organisations': {
    summary: 'Every organisation with its agreements and how much it looks',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({}),
    output: z.object({ organisations: z.array(organisationView) }),
  },
  'oversight.addOrganisation': {
    summary: 'Puts an organisation on record; a doubtful credit code has to be confirmed by hand',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      creditCode,
      /** Set after the warning: the code was compared with the licence. */
      acceptDoubt: z.boolean(),
      name: organisationName,
      kind: organisationKind,
      contact,
      networks,
      publicKey,
    }),
    output: organisationView,
  },
  'oversight.changeOrganisation': {
    summary: 'Changes whom one can ask at an organisation',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, organisationId: id, contact }),
    output: organisationView,
  },
  'oversight.proposeAccess': {
    summary: 'Proposes another key or other networks; a second clerk has to confirm them',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      organisationId: id,
      /** Left out: as they are. */
      networks: networks.optional(),
      /** Left out: as it is; null: there shall be none. */
      publicKey: publicKey.optional(),
    }),
    output: organisationView,
  },
  'oversight.confirmAccess': {
    summary: 'A second clerk confirms key and networks, in force at the very next call',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, accessId: id }),
    output: organisationView,
  },
  'oversight.withdrawAccess': {
    summary: 'Takes a proposal of key or networks away: whoever made it, or a colleague',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, accessId: id }),
    output: organisationView,
  },
  'oversight.suspendOrganisation': {
    summary: 'Stops an organisation, or lets it go on; effective at its very next call',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, organisationId: id, suspended: z.boolean(), reason: words }),
    output: organisationView,
  },
  'oversight.proposeAgreement': {
    summary: 'Writes an agreement down; a second clerk has to confirm it',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      organisationId: id,
      number: z.string().trim().min(2).max(60),
      periodFrom: isoDate,
      periodTo: isoDate,
      purposes: z.array(consentPurpose).min(1).max(3),
      fields,
      modes,
      maxLevel: consentLevel,
      documentSm3: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    output: agreementView,
  },
  'oversight.confirmAgreement': {
    summary: 'A second clerk confirms an agreement, which puts it in force',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, agreementId: id }),
    output: agreementView,
  },
  'oversight.endAgreement': {
    summary: 'Ends an agreement at once; every consent under it stops working',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, agreementId: id, reason: words }),
    output: agreementView,
  },
  'oversight.clerks': {
    summary: 'The clerks of an organisation',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ organisationId: id }),
    output: z.object({ clerks: z.array(clerkView) }),
  },
  'oversight.addClerk': {
    summary: 'Adds a clerk, who enrols with a code that is shown this once',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      organisationId: id,
      kind: z.enum(['person', 'api']),
      login,
      name: nameInput,
    }),
    output: z.object({
      clerk: clerkView,
      /** Null for an api: it signs with the organisation's key. */
      enrolment: enrolmentView.nullable(),
    }),
  },
  'oversight.resetClerk': {
    summary: 'Password and second factor are gone, open sessions end; a new code to enrol with',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, clerkId: id }),
    output: z.object({ clerk: clerkView, enrolment: enrolmentView }),
  },
  'oversight.suspendClerk': {
    summary: 'Stops a clerk, or lets them go on; effective at the very next call',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, clerkId: id, suspended: z.boolean(), reason: words }),
    output: clerkView,
  },
});
