import canonicalize from 'canonicalize';
import { and, eq, inArray } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { type ConsentPolicy, consentPolicyOf, purposeRuleOf } from '@yibao/shared/policy/consent';
import { type ScopeBounds } from '@yibao/shared/rules/consent-limits';
import { excessOfRequest, wrongDay } from '@yibao/shared/rules/consent-request';
import { type ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { sealStatus } from '../../consent/status';
import { countAttempts } from '../../lib/attempts';
import { type Transaction } from '../../lib/database/database';
import {
  type AgreementRow,
  consent,
  type Consent,
  type ConsentCase,
  organisation,
} from '../../lib/database/schema';
import { mutation, type Parsed, type WriteContext } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { enqueue } from '../../lib/outbox/enqueue';
import { activeCatalogue } from '../../consent/catalogue';
import { sealSubject, type Subject } from '../../consent/subject';
import { agreementInForce } from '../agreements';
import { openCase, requireRoom } from '../cases';
import { readSubjects } from '../subjects';

type Context = WriteContext<'partner.request'>;
type Asked = Parsed<'partner.request'>;
type Scope = Asked['scope'];
type Result = Output<'partner.request'>;
/** A row as it is put in. */
type Fresh = typeof consent.$inferInsert;
type Standing = Pick<Consent, 'id' | 'subjectNumberIndex' | 'subjectNameIndex' | 'requested'>;

const keyOf = (row: Pick<Consent, 'subjectNumberIndex' | 'subjectNameIndex'>): string =>
  `${row.subjectNumberIndex} ${row.subjectNameIndex}`;

/** @throws ServiceError bad_input when organisations of this kind may not ask for that */
async function requireSuitable(
  tx: Transaction,
  organisationId: string,
  policy: ConsentPolicy,
  purpose: ConsentPurpose,
): Promise<void> {
  const [row] = await tx
    .select({ kind: organisation.kind })
    .from(organisation)
    .where(eq(organisation.id, organisationId));
  if (!row || !purposeRuleOf(policy, purpose).organisations.includes(row.kind)) {
    throw refuseField('purpose', '这类机构不能用于这项用途');
  }
}

/**
 * What may be asked for at this moment, by the agreement in force and the city's rules.
 *
 * @throws ServiceError bad_input, no_agreement, or scope_too_wide naming the part
 */
async function requireWithin(
  { tx, runtime, caller, now }: Context,
  { purpose, scope }: Asked,
): Promise<AgreementRow> {
  const day = wrongDay(scope);
  if (day) throw refuseField(`scope.${day.part}`, day.message);
  const { organisationId } = caller.clerk;
  const policy = consentPolicyOf(runtime.config.region);
  await requireSuitable(tx, organisationId, policy, purpose);
  const today = shanghaiDate(now);
  const agreement = await agreementInForce(tx, organisationId, today);
  if (!agreement) throw new ServiceError('no_agreement');
  if (!agreement.purposes.includes(purpose)) {
    throw new ServiceError('no_agreement', { message: '机构的协议不包括这项用途，不能办理' });
  }
  const { levels } = await activeCatalogue(tx);
  const facts: ScopeBounds = { agreement, levels, policy, purpose, today };
  const fields = excessOfRequest(scope, facts).map(({ part, message }) => ({
    field: `scope.${part}`,
    message,
  }));
  const [first] = fields;
  if (first) throw new ServiceError('scope_too_wide', { ...first, fields });
  return agreement;
}

/** What this case asks of these people already, and nobody has answered. */
async function openRequests(
  tx: Transaction,
  { id }: ConsentCase,
  numberIndexes: string[],
): Promise<Map<string, Standing>> {
  const rows = await tx
    .select({
      id: consent.id,
      subjectNumberIndex: consent.subjectNumberIndex,
      subjectNameIndex: consent.subjectNameIndex,
      requested: consent.requested,
    })
    .from(consent)
    .where(
      and(
        eq(consent.caseId, id),
        eq(consent.status, 'requested'),
        inArray(consent.subjectNumberIndex, numberIndexes),
      ),
    );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** The same people asked for something else meanwhile would not know which of the two counts. */
function assertSame(standing: Standing, scope: Scope, entry: number): void {
  if (canonicalize(standing.requested) === canonicalize(scope)) return;
  const message = `第 ${entry} 位已经有一个内容不同的请求在等回答，请先撤回那一个`;
  throw new ServiceError('consent_state', { message });
}

type Draft = { subject: Subject; caseRow: ConsentCase; agreement: AgreementRow; asked: Asked };

function draftRow({ runtime, caller, now }: Context, draft: Draft): Fresh {
  const { cipher } = runtime;
  const { subject, caseRow, agreement, asked } = draft;
  const state = { id: randomUUID(), status: 'requested', statusSince: now } as const;
  return {
    ...state,
    statusSeal: sealStatus(cipher, state),
    organisationId: caller.clerk.organisationId,
    agreementId: agreement.id,
    caseId: caseRow.id,
    purpose: asked.purpose,
    // whether that is a person we know is found out later, elsewhere, and never told here
    personId: null,
    ...sealSubject(cipher, subject),
    requestedBy: caller.accountId,
    requested: asked.scope,
    words: cipher.seal('consent.words', asked.words),
    requestedAt: now,
  };
}

/** @throws ServiceError rate_limited when the clerk has asked as many people today as one may */
async function countRequests({ tx, runtime, caller, now }: Context, asked: number): Promise<void> {
  const { maxRequestsPerClerkPerDay: limit } = consentPolicyOf(runtime.config.region);
  const key = { subject: `consent-request:${caller.accountId}`, day: shanghaiDate(now) };
  if ((await countAttempts(tx, key, asked)) <= limit) return;
  const message = `每位工作人员每天最多请求 ${limit} 个人，请明天再继续`;
  throw new ServiceError('rate_limited', { message });
}

/** Writes down what is new, and whom to tell of it once the organisation has its answer. */
async function store(context: Context, fresh: Fresh[], { id, purpose }: ConsentCase) {
  const { tx, runtime, caller, now, audit } = context;
  if (fresh.length === 0) return;
  await requireRoom(tx, runtime, id, fresh.length);
  await countRequests(context, fresh.length);
  await tx.insert(consent).values(fresh);
  const consentIds = fresh.map((row) => row.id);
  const { organisationId } = caller.clerk;
  await audit({
    action: 'partner.requested',
    subjectPersonId: null,
    details: { organisationId, caseId: id, purpose, consentIds },
  });
  // put in, not sent: what is sent is delivered before the answer, and its time would tell
  for (const consentId of consentIds) {
    const message = { dedupeKey: consentId, payload: { consentId } };
    await enqueue(tx, { topic: 'consent.requested', ...message }, now);
  }
}

/**
 * Asks for consent. The person is not looked up: the work and the answer are the same for everybody
 * and for nobody, so that nobody's number can be tried out here. Who it is about learns of it from
 * the outbox, after the answer (`tell-request.ts`). Who is asked already in the same case is not
 * asked twice.
 */
export const request = mutation('partner.request', {
  async run(context, asked): Promise<Result> {
    const { tx, caller, now } = context;
    const subjects = readSubjects(asked.people, now);
    const agreement = await requireWithin(context, asked);
    const caseRow = await openCase(tx, caller, asked, now);
    const drafts = subjects.map((subject) => ({
      subject,
      row: draftRow(context, { subject, caseRow, agreement, asked }),
    }));
    const numbers = drafts.map(({ row }) => row.subjectNumberIndex);
    const standing = await openRequests(tx, caseRow, numbers);
    const fresh: Fresh[] = [];
    const consents = drafts.map(({ subject, row }, index) => {
      const found = standing.get(keyOf(row));
      if (found) assertSame(found, asked.scope, index + 1);
      else {
        standing.set(keyOf(row), row);
        fresh.push(row);
      }
      return {
        consentId: (found ?? row).id,
        nameMasked: maskName(subject.name),
        documentMasked: maskDocumentNumber(subject.documentNumber),
      };
    });
    await store(context, fresh, caseRow);
    return { caseId: caseRow.id, consents };
  },
});
