import { policyFor } from '@yibao/shared/policy';
import { type Output } from '@yibao/shared/contracts';
import { formatChineseDate, monthEndOf, shanghaiDate } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { formatYuan } from '@yibao/shared/rules/money';
import { railRefusals, type RailName, rails } from '@yibao/shared/rules/rails';
import { relationWords } from '@yibao/shared/rules/relation';
import { coverIfPaid } from '../../enrollment/cover';
import { type VerifiedCaller } from '../../lib/caller';
import { type Enrollment } from '../../lib/database/schema';
import { relationsOf } from '../../lib/family';
import { getPerson, getPersons, identityOf, registered } from '../../lib/people';
import { type PersonalAccount } from '../../lib/ports/mutual-aid';
import { type Runtime } from '../../lib/runtime';
import { ServiceError } from '../../lib/errors';
import { mutualAidRule } from './mutual-aid';

export type RailOffer = Output<'payment.listRails'>['rails'][number];

interface Asked {
  runtime: Runtime;
  caller: VerifiedCaller;
  now: number;
  rows: Enrollment[];
}

const offered = (rail: RailName, rest: Partial<RailOffer> = {}): RailOffer => ({
  rail,
  offered: true,
  reason: null,
  note: null,
  availableFen: null,
  ...rest,
});
const refused = (
  rail: RailName,
  reason: string,
  availableFen: number | null = null,
): RailOffer => ({
  rail,
  offered: false,
  reason,
  note: null,
  availableFen,
});

/**
 * Whether a rail can pay for these enrolments now, asked of the rail where only it knows.
 *
 * @throws UpstreamError when it does not answer
 */
export async function offerOf(rail: RailName, asked: Asked): Promise<RailOffer> {
  if (rail === 'mutualAid') return mutualAidOffer(asked);
  const isOffered = asked.rows.every(({ region, coverageYear }) => {
    const policy = policyFor(region, coverageYear);
    return policy?.status === 'published' && policy.rails[rail].offered;
  });
  return isOffered ? offered(rail) : refused(rail, '本市还没有开通这种付款方式');
}

/** Every rail; one that does not answer is not offered for the moment. */
export async function offersOf(asked: Asked): Promise<RailOffer[]> {
  const answers = await Promise.allSettled(rails.map((rail) => offerOf(rail, asked)));
  return answers.map((answer, index) => {
    const rail = rails[index] ?? 'wechatPay';
    if (answer.status === 'fulfilled') return answer.value;
    if (!(answer.reason instanceof ServiceError)) throw answer.reason;
    return refused(rail, '暂时连不上，请稍后再试，或换一种付款方式');
  });
}

async function mutualAidOffer({ runtime, caller, now, rows }: Asked): Promise<RailOffer> {
  const years = rows.map(({ coverageYear }) => coverageYear);
  const rule = mutualAidRule(runtime.config.region, years);
  if (!rule) return refused('mutualAid', '本市还没有开通这种付款方式');
  const { db, cipher, ports } = runtime;
  const owner = registered(identityOf(cipher, await getPerson(db, caller.personId)));
  const account = owner && (await ports.mutualAid.account(owner));
  if (!account) {
    const reason = '没有查到您的职工医保个人账户。参加职工医保的家人，可以用自己的手机来缴';
    return refused('mutualAid', reason);
  }
  const availableFen = account.balanceFen - account.frozenFen;
  const unbound = await unboundNames({ runtime, caller, now, rows }, account);
  if (unbound.length > 0) {
    return refused('mutualAid', `${unbound.join('、')}还没有绑定到您的个人账户`, availableFen);
  }
  const totalFen = rows.reduce((sum, { payableFen }) => sum + payableFen, 0);
  if (availableFen < totalFen) {
    const reason = `您的个人账户可用 ${formatYuan(availableFen)}，不够付 ${formatYuan(totalFen)}`;
    return refused('mutualAid', reason, availableFen);
  }
  if (rule.deductMode === 'immediate') return offered('mutualAid', { availableFen });
  return batchOffer(rule.paymentDay.counts === 'deductDay', { rows, now, availableFen });
}

/** A batch city takes the money at the month's end; then it must still be in time. */
function batchOffer(
  countsThen: boolean,
  { rows, now, availableFen }: { rows: Enrollment[]; now: number; availableFen: number },
): RailOffer {
  const deductOn = monthEndOf(shanghaiDate(now));
  const day = formatChineseDate(deductOn);
  if (countsThen && rows.some((row) => coverIfPaid(row, deductOn) === null)) {
    return refused('mutualAid', `${day}才统一扣款，那时已经过了缴费期`, availableFen);
  }
  const note = `今天先冻结，${day}统一扣款；扣款成功前还不能报销`;
  return offered('mutualAid', { note, availableFen });
}

/** Who has something to pay and is not bound to the account: 「妈妈 潘*兰」. */
async function unboundNames(
  { runtime: { db, cipher }, caller, now, rows }: Asked,
  account: PersonalAccount,
): Promise<string[]> {
  const relations = await relationsOf(db, caller.personId, now);
  const persons = await getPersons(
    db,
    rows.filter(({ payableFen }) => payableFen > 0).map(({ personId }) => personId),
  );
  const bound = new Set(
    account.members.map(({ person }) => `${person.documentType} ${person.documentNumber}`),
  );
  return [...persons.values()]
    .map((row) => ({ ...identityOf(cipher, row), relation: relations.get(row.id) }))
    .filter(({ documentType, documentNumber }) => !bound.has(`${documentType} ${documentNumber}`))
    .map(({ name, relation }) =>
      relation ? `${relationWords[relation]} ${maskName(name)}` : maskName(name),
    );
}

/** @throws ServiceError rail_unavailable with the reason people are shown beside the choice */
export async function requireOffered(rail: RailName, asked: Asked): Promise<void> {
  const { offered: isOffered, reason } = await offerOf(rail, asked);
  if (isOffered) return;
  throw new ServiceError('rail_unavailable', { message: reason ?? railRefusals.notBound });
}
