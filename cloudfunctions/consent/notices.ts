import canonicalize from 'canonicalize';
import { and, desc, eq, like, lte } from 'drizzle-orm';
import { type ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { sm3Hex } from '../lib/crypto/sm3';
import { type Queryable } from '../lib/database/database';
import { consentNotice, type NoticeContent } from '../lib/database/schema';

/** A notice's version begins with what it is for; the month it was published follows. */
const prefixes = {
  UNDERWRITING: 'underwriting-',
  CLAIM: 'claim-',
  SECOND_REIMBURSEMENT: 'second-reimbursement-',
} as const satisfies Record<ConsentPurpose, string>;

/** The words a person is shown before they decide, and the digest that says exactly which ones. */
export interface PublishedNotice extends NoticeContent {
  version: string;
  textHash: string;
}

/** @returns SM3 of the words in their canonical form (RFC 8785), hex */
export function noticeHash({ title, paragraphs }: NoticeContent): string {
  const text = canonicalize({
    title,
    paragraphs: paragraphs.map(({ heading, text: words }) => ({ heading, text: words })),
  });
  if (text === undefined) throw new Error('a notice is always JSON');
  return sm3Hex(`yibao-consent-notice\n${text}`);
}

/** @returns the words of a version as they stand now; null for a version that never was */
export async function noticeOf(db: Queryable, version: string): Promise<NoticeContent | null> {
  const [row] = await db.select().from(consentNotice).where(eq(consentNotice.version, version));
  return row?.content ?? null;
}

/** @returns the newest words for a purpose; @throws Error where none were ever published */
export async function currentNotice(
  db: Queryable,
  purpose: ConsentPurpose,
  now: number,
): Promise<PublishedNotice> {
  const [row] = await db
    .select()
    .from(consentNotice)
    .where(
      and(
        like(consentNotice.version, `${prefixes[purpose]}%`),
        lte(consentNotice.publishedAt, now),
      ),
    )
    .orderBy(desc(consentNotice.publishedAt), desc(consentNotice.version))
    .limit(1);
  if (!row) throw new Error(`no notice for ${purpose}`);
  return { version: row.version, ...row.content, textHash: noticeHash(row.content) };
}
