import { and, eq, gt, sql } from 'drizzle-orm';
import { readCode } from '@yibao/shared/rules/certificate-code';
import { type CertificateKind, certificateNames } from '@yibao/shared/rules/certificate-kinds';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { formatYuan } from '@yibao/shared/rules/money';
import { sm3Hex } from '../lib/crypto/sm3';
import {
  type Certificate,
  certificate,
  certificateLookup,
  paperTicket,
} from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import {
  insuranceNames,
  openContent,
  type PaperContent,
  type PaperLine,
  publicLines,
  regionName,
} from './content';
import { checkSignature } from './signature';
import { mayAskFor, subjectsOf } from './subjects';

/** What a stranger with the code may see: nothing but what the paper is about, masked. */
export interface PublicPaper {
  status: 'genuine' | 'withdrawn';
  /** A certificate, or what an organisation printed by a person's consent. */
  kind: CertificateKind | 'consentPrint';
  kindName: string;
  serial: string;
  nameMasked: string;
  documentMasked: string;
  region: string;
  /** What it proves, e.g. 「2026 年度，城乡居民基本医疗保险」 */
  proves: string[];
  /** The same in the words of the paper, to be held beside it. */
  lines: PaperLine[];
  issuedAt: number;
  issuer: string;
  withdrawnAt: number | null;
}

function provesOf({ cover, contribution }: PaperContent): string[] {
  if (contribution) {
    const { coverageYear, amountFen } = contribution;
    return [`${coverageYear} 年度，${insuranceNames.resident}，个人缴费 ${formatYuan(amountFen)}`];
  }
  return (cover?.years ?? []).map(
    ({ coverageYear, insurance }) => `${coverageYear} 年度，${insuranceNames[insurance]}`,
  );
}

/** @returns the paper with that code; null for every code that was never given out */
export async function findByCode(runtime: Runtime, typed: string): Promise<Certificate | null> {
  const read = readCode(typed);
  if (!read.ok) return null;
  const codeIndex = runtime.cipher.index('certificate.code', read.code);
  const [row] = await runtime.db
    .select()
    .from(certificate)
    .where(eq(certificate.codeIndex, codeIndex));
  return row ?? null;
}

export function publicView(runtime: Runtime, row: Certificate): PublicPaper {
  const content = openContent(runtime, row);
  return {
    status: row.status === 'issued' ? 'genuine' : 'withdrawn',
    kind: row.kind,
    kindName: certificateNames[row.kind],
    serial: row.serial,
    nameMasked: content.masked.name,
    documentMasked: content.masked.documentNumber,
    region: regionName(content.region),
    proves: provesOf(content),
    lines: publicLines(content),
    issuedAt: row.issuedAt,
    issuer: runtime.config.certificates.issuer,
    withdrawnAt: row.withdrawnAt,
  };
}

/** Counts one look for the person to see; nothing is kept about who looked. */
export async function countLookup(runtime: Runtime, row: Certificate): Promise<void> {
  const now = runtime.clock.now();
  await runtime.db
    .insert(certificateLookup)
    .values({ certificateId: row.id, day: shanghaiDate(now), times: 1, lastAt: now })
    .onConflictDoUpdate({
      target: [certificateLookup.certificateId, certificateLookup.day],
      set: { times: sql`${certificateLookup.times} + 1`, lastAt: now },
    });
}

export type Comparison =
  | 'same' // the very file that was issued
  | 'otherPaper' // genuine and signed by us, but another paper than this code's
  | 'changed' // signed by us once, and changed since
  | 'notOurs'; // nothing on it is ours, or its signature was cut off

/** Whether a file is the one issued under a code, byte for byte. */
export function comparePaper(
  runtime: Runtime,
  row: Pick<Certificate, 'fileSm3'>,
  file: Uint8Array,
): Comparison {
  const signature = checkSignature(file, runtime.config.certificates.publicKeys);
  if (sm3Hex(file) === row.fileSm3 && signature === 'genuine') return 'same';
  if (signature === 'genuine') return 'otherPaper';
  return signature === 'broken' ? 'changed' : 'notOurs';
}

/**
 * Takes one download off a ticket.
 *
 * @returns the paper it is for; null once the ticket has ended, for tickets that never were, and where
 *   whoever had the paper issued may not have its file any more
 */
export async function redeemTicket(runtime: Runtime, ticket: string): Promise<Certificate | null> {
  const now = runtime.clock.now();
  const [redeemed] = await runtime.db
    .update(paperTicket)
    .set({ downloadsLeft: sql`${paperTicket.downloadsLeft} - 1` })
    .where(
      and(
        eq(paperTicket.ticketHash, sm3Hex(ticket)),
        gt(paperTicket.expiresAt, now),
        gt(paperTicket.downloadsLeft, 0),
      ),
    )
    .returning({ certificateId: paperTicket.certificateId });
  if (!redeemed) return null;
  const [row] = await runtime.db
    .select()
    .from(certificate)
    .where(eq(certificate.id, redeemed.certificateId));
  if (!row) return null;
  const subjects = await subjectsOf(runtime.db, { personId: row.requestedBy }, now);
  return mayAskFor(subjects, row, openContent(runtime, row)) ? row : null;
}
