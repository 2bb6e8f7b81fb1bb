import { toWireTime } from '@yibao/cloudfunctions/lib/ports/wire-time';
import { type Birth } from '@yibao/sandbox/city/resident';
import { type Output } from '@yibao/shared/contracts';
import { type LocalSystem } from '@yibao/cloudfunctions/local/local-system';
import { type CallInput, type Phone } from './system';

export type Application = Output<'newborn.get'>;
type Form = CallInput<'newborn.submit'>;

/** The births of which the test user is a parent, in the city's order. */
export function birthsOf(system: LocalSystem, phone: Phone): Birth[] {
  const { personNo } = phone.user.resident;
  return system.sandbox.host.residents
    .births()
    .filter(({ mother, father }) => [mother.personNo, father?.personNo].includes(personNo));
}

export function birthOf(system: LocalSystem, phone: Phone): Birth {
  const [birth] = birthsOf(system, phone);
  if (!birth) throw new Error(`${phone.user.key} has no child`);
  return birth;
}

/** The form as a parent copies it from the certificate. */
export function formOf(birth: Birth, change: Partial<Form> = {}): Form {
  const [bornOn = '', time = ''] = toWireTime(birth.bornAt).split(' ');
  return {
    certificateNumber: birth.certificateNumber,
    name: birth.babyName,
    sex: birth.sex,
    bornOn,
    bornAtTime: time.slice(0, 'HH:mm'.length),
    otherParent: { kind: 'spouse' },
    householdArea: '340603',
    items: ['household', 'socialCard', 'vaccination', 'maternity'],
    payNextYear: false,
    acceptLateRule: false,
    photoIds: [],
    ...change,
  };
}

/** A parent applies for their (first) child. */
export async function apply(
  system: LocalSystem,
  phone: Phone,
  change: Partial<Form> = {},
): Promise<Application> {
  return phone.call('newborn.submit', formOf(birthOf(system, phone), change));
}

/** Result of each check by its kind. */
export const resultsOf = ({ checks }: Application): Record<string, string> =>
  Object.fromEntries(checks.map(({ check, result }) => [check, result]));

/** State of each step of the one line. */
export const stepsOf = ({ timeline }: Application): Record<string, string> =>
  Object.fromEntries(timeline.map(({ step, state }) => [step, state]));

/** One register of the data-sharing gateway fails until the test clears the faults. */
export function takeAway(system: LocalSystem, operation: string): void {
  system.sandbox.host.faults.add({
    system: 'data-sharing',
    operation,
    kind: 'error500',
    times: 1000,
    delayMs: 0,
  });
}
