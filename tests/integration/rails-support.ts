/** What the tests of the rails beside WeChat Pay share: an employee, relatives, both stand-ins. */
import { type Output } from '@yibao/shared/contracts';
import { type HandOver } from '@yibao/sandbox/tax/book';
import { type Freeze } from '@yibao/sandbox/mutual-aid/freezes';
import { addRelative } from '../support/journey';
import { type Phone, type TestSystem } from '../support/system';
import { coverageYear } from './payment-support';

type Created = Output<'payment.createOrder'>;

/** Adds and enrols the relative of that relation. @returns the enrolment */
export async function enrolRelative(
  phone: Phone,
  relation: string,
): Promise<{ personId: string; enrollmentId: string }> {
  const personId = await addRelative(phone, relation);
  const { enrollmentId } = await phone.call('enrollment.register', { personId, coverageYear });
  return { personId, enrollmentId };
}

/** At a counter of the city, where the papers were shown. @returns the number of the binding */
export async function bindAtCounter(
  system: TestSystem,
  phone: Phone,
  relation: string,
): Promise<string> {
  const relative = phone.user.family.find((each) => each.relation === relation);
  const answer = await system.sandboxPost('/control/mutual-aid/bind', {
    ownerCertNo: phone.user.resident.certNo,
    relativeCertNo: relative?.resident.certNo,
    relation,
  });
  return (answer as { bindNo: string }).bindNo;
}

/** What another system takes from the phone's personal account, fen. */
export async function takeFromAccount(system: TestSystem, phone: Phone, takeFen: number) {
  const { certNo } = phone.user.resident;
  await system.sandboxPost('/control/mutual-aid/take', { certNo, takeFen });
}

/** Balance and frozen money of an account at the platform, fen. */
export async function accountOf(system: TestSystem, phone: Phone) {
  const response = await fetch(`${system.url}/sandbox/control/mutual-aid`);
  const { accounts } = (await response.json()) as {
    accounts: { certNo: string; balanceFen: number; frozenFen: number }[];
  };
  const found = accounts.find(({ certNo }) => certNo === phone.user.resident.certNo);
  if (!found) throw new Error('no account');
  return { balanceFen: found.balanceFen, frozenFen: found.frozenFen };
}

export const freezeOf = ({ sandbox }: TestSystem, reference: string): Freeze | undefined =>
  sandbox.host.journal.store<Freeze>('mutual-aid-freezes').get(reference);

export const handOverOf = ({ sandbox }: TestSystem, reference: string): HandOver | undefined =>
  sandbox.host.journal.store<HandOver>('tax-hand-overs').get(reference);

/** Pays, cancels, pays another amount or does nothing at the tax bureau's cashier. */
export async function atTaxCashier(
  system: TestSystem,
  payment: Created['payment'],
  decision: 'pay' | 'cancel' | 'pay-other' | 'leave',
): Promise<{ status?: string; refusal?: string }> {
  if (payment.kind !== 'taxHandOver') throw new Error('not handed over');
  const response = await fetch(`${system.url}/sandbox/tax/cashier/decide`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reference: payment.reference, decision }),
  });
  return (await response.json()) as { status?: string; refusal?: string };
}
