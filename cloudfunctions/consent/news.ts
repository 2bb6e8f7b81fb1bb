import { inArray } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { denialReasonsToPerson } from '@yibao/shared/rules/consent-decision';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { maskName } from '@yibao/shared/rules/masking';
import { type MessageTopic } from '@yibao/shared/rules/message-template';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Queryable } from '../lib/database/database';
import { account, type Consent, type ConsentLook, type Person } from '../lib/database/schema';
import { actingGuardiansOf } from '../lib/guardians';
import { notify } from '../lib/notices';
import { type DecisionEvent, type Seen } from './access';
import { findSubject } from './subject';

/** Where news is written: the transaction of what it tells of. */
export interface NewsContext {
  tx: Queryable;
  cipher: FieldCipher;
  now: number;
}

interface News {
  /** What happened, once: nobody is told twice. */
  event: string;
  title: string;
  /** @param whose 「您」 or the child's masked name */
  body: (whose: string) => string;
  link: string;
  message: { topic: MessageTopic; highlight: string } | null;
  expiresAt?: number;
}

export const consentPage = (consentId: string): string =>
  `packageConsent/pages/detail/index?consentId=${consentId}`;
const looksPage = (consentId: string): string =>
  `packageConsent/pages/looks/index?consentId=${consentId}`;

/** Only who has ever logged in can read anything; a notice to others would only hold their row fast. */
async function readersAmong(tx: Queryable, personIds: string[]): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ personId: account.personId })
    .from(account)
    .where(inArray(account.personId, personIds));
  const readers = new Set(rows.map(({ personId }) => personId));
  return personIds.filter((personId) => readers.has(personId));
}

/** Tells the person, and the guardians of a child under age. */
async function tellPeople(
  { tx, cipher, now }: NewsContext,
  subject: Person,
  { event, title, body, link, message, expiresAt }: News,
): Promise<void> {
  const nameMasked = maskName(cipher.open('person.name', subject.name));
  const guardians = await actingGuardiansOf(tx, subject.id, now);
  const people = [...new Set([subject.id, ...guardians])];
  for (const personId of await readersAmong(tx, people)) {
    await notify(
      tx,
      {
        personId,
        dedupeKey: `consent:${event}`,
        title,
        body: body(personId === subject.id ? '您' : nameMasked),
        link,
        message: message && { ...message, person: nameMasked },
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
      now,
    );
  }
}

/**
 * A request was made: its person hears of it, and the guardians of a child. Nobody hears anything as
 * long as nobody of that name and number is known; once they are, they are told.
 *
 * @param told the consent as it was inserted, and until when (epoch ms) it can be answered
 */
export async function tellOfRequest(
  context: NewsContext,
  told: { row: Consent; organisationName: string; answerUntil: number },
): Promise<void> {
  const { row, organisationName, answerUntil } = told;
  const subject = await findSubject(context.tx, context.cipher, row);
  if (!subject) return;
  await tellPeople(context, subject, {
    event: `${row.id}:requested`,
    title: '有机构想看您的医保信息',
    body: (whose) =>
      `${organisationName} 想看${whose}的一部分医保信息，用于${consentPurposeInfo[row.purpose].label}。` +
      '同意、少给一些、不同意，都由您决定；不同意也不影响参保、缴费和报销。',
    link: consentPage(row.id),
    message: { topic: 'consentAsked', highlight: '等您决定' },
    expiresAt: answerUntil,
  });
}

/** Acts that hang on a look the person has been told of already. */
const quietActs: readonly ConsentLook['act'][] = ['page', 'preview'];

/** @returns whether nobody is told of it: what was shown on a look that they heard of */
export const isQuiet = (look: Pick<ConsentLook, 'act' | 'allowed'>): boolean =>
  look.allowed && quietActs.includes(look.act);

/**
 * A look was taken: the person hears of each one shown, of each print and of each file; of refused
 * ones once a day. The clerk's name stands in the list of looks, not in a message.
 */
export async function tellOfLook(
  context: NewsContext,
  told: {
    row: Consent;
    look: Pick<ConsentLook, 'id' | 'act' | 'parentId' | 'allowed' | 'reason' | 'organisationId'>;
    organisationName: string;
  },
): Promise<void> {
  const { row, look } = told;
  if (isQuiet(look)) return;
  const subject = await findSubject(context.tx, context.cipher, row);
  if (!subject) return;
  const news = look.allowed ? newsOfShown(told) : newsOfRefused(told, context.now);
  await tellPeople(context, subject, news);
}

type TakenLook = Parameters<typeof tellOfLook>[1];

const actWords = {
  open: '查看了',
  page: '查看了',
  preview: '查看了',
  print: '打印了',
  export: '保存了',
} as const satisfies Record<ConsentLook['act'], string>;

function newsOfShown({ row, look, organisationName }: TakenLook): News {
  // a file is saved in pieces, and told once
  const once = look.act === 'export' ? `${look.parentId ?? look.id}:export` : look.id;
  return {
    event: `look:${once}`,
    title: '有机构看了您的医保信息',
    body: (whose) =>
      `${organisationName} 按授权${actWords[look.act]}${whose}的一部分医保信息。` +
      '点开可以看是谁、什么时候、看了什么；觉得不对，可以马上收回授权或投诉。',
    link: looksPage(row.id),
    message: { topic: 'consentUsed', highlight: '已被查看' },
  };
}

function newsOfRefused({ row, look, organisationName }: TakenLook, now: number): News {
  const why = look.reason === null ? '' : `（${denialReasonsToPerson[look.reason]}）`;
  return {
    // each organisation's own: a harmless refusal of one must not silence another's
    event: `refused:${row.id}:${look.organisationId}:${shanghaiDate(now)}`,
    title: '有一次查看被拦下了',
    body: (whose) =>
      `${organisationName} 想查看${whose}的医保信息，没有让看${why}，什么也没有给出去。` +
      '今天再有被拦下的，请在「查看记录」里看。',
    link: looksPage(row.id),
    message: { topic: 'consentUsed', highlight: '已被拦下' },
  };
}

const decisionWords = {
  granted: '同意了',
  denied: '没有同意',
  paused: '暂停了',
  resumed: '恢复了',
  revoked: '收回了',
} as const satisfies Record<DecisionEvent, string>;

/** Somebody decided for a child, or the child did: the other guardians hear of it. */
export async function tellGuardians(
  { tx, cipher, now }: NewsContext,
  { row, subject }: Seen,
  event: DecisionEvent,
  { organisationName, callerPersonId }: { organisationName: string; callerPersonId: string },
): Promise<void> {
  const child = maskName(cipher.open('person.name', subject.name));
  const who = callerPersonId === subject.id ? '孩子自己' : '另一位监护人';
  for (const personId of await actingGuardiansOf(tx, subject.id, now)) {
    if (personId === callerPersonId) continue;
    await notify(
      tx,
      {
        personId,
        dedupeKey: `consent:${row.id}:${event}:${row.statusSince}`,
        title: '孩子的信息授权有变动',
        body: `${who}${decisionWords[event]} ${organisationName} 查看 ${child} 医保信息的授权。点开可以看详情。`,
        link: consentPage(row.id),
        message: null,
      },
      now,
    );
  }
}
