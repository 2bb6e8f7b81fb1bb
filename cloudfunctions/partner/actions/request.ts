import canonicalize from 'canonicalize';
import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { type ConsentPolicy, consentPolicyOf, purposeRuleOf } from '@yibao/shared/policy/consent';
import { type ScopeBounds } from '@yibao/shared/rules/consent-limits';
import { excessOfRequest } from '@yibao/shared/rules/consent-request';
import { type ConsentPurpose, wrongDay } from '@yibao/shared/rules/consent-scope';
import { dayMs, shanghaiDate } from '@yibao/shared/rules/dates';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { lockConsent, moveConsent, sealStatus } from '../../consent/status';
import {
  type AgreementRow,
  consent,
  type Consent,
  type ConsentCase,
  type Organisation,
} from '../../lib/database/schema';
import { mutation, type Parsed, type WriteContext } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { enqueue } from '../../lib/outbox/enqueue';
import { activeCatalogue } from '../../consent/catalogue';
import { sealSubject, type Subject } from '../../consent/subject';
import { agreementInForce } from '../agreements';
import { countRequests, holdOrganisation, requireMayAsk, subjectKeyOf } from '../asking';
import { openCase, requireRoom } from '../cases';
import { readSubjects } from '../subjects';

type Context = WriteContext<'partner.request'>;
type Asked = Parsed<'partner.request'>;
type Scope = Asked['scope'];
type Result = Output<'partner.request'>;
/** A row as it is put in. */
type Fresh = typeof consent.$inferInsert;
type Standing = Pick<Consent, 'id' | 'requested'>;

/** @throws ServiceError bad_input when organisations of this kind may not ask for that */
function requireSuitable(
  { kind }: Organisation,
  policy: ConsentPolicy,
  purpose: ConsentPurpose,
): void {
  if (!purposeRuleOf(policy, purpose).organisations.includes(kind)) {
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
  requireSuitable(await holdOrganisation(tx, organisationId), policy, purpose);
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

/**
 * What this case asks of these people already, and they can still answer. What was asked under an
 * agreement that is over can be granted by nobody: it ends here, and they are asked anew.
 */
async function standingRequests(
  context: Context,
  { id }: ConsentCase,
  { numberIndexes, agreement }: { numberIndexes: string[]; agreement: AgreementRow },
): Promise<Map<string, Standing>> {
  const { tx, runtime, now } = context;
  const { requestDays } = consentPolicyOf(runtime.config.region);
  const rows = await tx
    .select()
    .from(consent)
    .where(
      and(
        eq(consent.caseId, id),
        eq(consent.status, 'requested'),
        gt(consent.requestedAt, now - requestDays * dayMs),
        inArray(consent.subjectNumberIndex, numberIndexes),
      ),
    )
    .orderBy(asc(consent.id));
  const isOver = ({ agreementId }: Consent) => agreementId !== agreement.id;
  for (const { id: consentId } of rows.filter(isOver)) await lapse(context, consentId);
  return new Map(rows.filter((row) => !isOver(row)).map((row) => [subjectKeyOf(row), row]));
}

async function lapse({ tx, runtime, now, audit }: Context, consentId: string): Promise<void> {
  const row = await lockConsent(tx, consentId);
  if (row?.status !== 'requested') return;
  const ended = { endReason: 'agreement' } as const;
  await moveConsent(tx, { cipher: runtime.cipher, now, audit }, row, 'agreement_ended', {
    change: ended,
    details: ended,
  });
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
 * asked twice, and nobody is asked again and again (`asking.ts`).
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
    const numberIndexes = drafts.map(({ row }) => row.subjectNumberIndex);
    const standing = await standingRequests(context, caseRow, { numberIndexes, agreement });
    const fresh: { meant: Fresh; entry: number }[] = [];
    const consents = drafts.map(({ subject, row }, index) => {
      const entry = index + 1;
      const found = standing.get(subjectKeyOf(row));
      if (found) assertSame(found, asked.scope, entry);
      else {
        standing.set(subjectKeyOf(row), row);
        fresh.push({ meant: row, entry });
      }
      return {
        consentId: (found ?? row).id,
        nameMasked: maskName(subject.name),
        documentMasked: maskDocumentNumber(subject.documentNumber),
      };
    });
    await requireMayAsk(context, fresh, asked.purpose);
    await store(
      context,
      fresh.map(({ meant }) => meant),
      caseRow,
    );
    return { caseId: caseRow.id, consents };
  },
});
