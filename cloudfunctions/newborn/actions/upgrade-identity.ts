import { shanghaiDate } from '@yibao/shared/rules/dates';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { assertBelow, type AttemptKey, countFailure, tooManyToday } from '../../lib/attempts';
import { type VerifiedCaller } from '../../lib/caller';
import { type Queryable } from '../../lib/database/database';
import { type Person } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { findWard } from '../../lib/guardians';
import { getPerson, viewPerson } from '../../lib/people';
import {
  recordRefusal,
  standingOf,
  upgradeIdentity as upgrade,
  type UpgradeObstacle,
} from '../upgrade/upgrade';
import { askPopulation } from '../upgrade/from-registry';

/** Numbers that are not the child's, an account may try in a day: typing errors yes, guessing no. */
const maxFailuresPerDay = 10;

const attemptsOf = (accountId: string, now: number): AttemptKey => ({
  subject: `upgrade:${accountId}`,
  day: shanghaiDate(now),
});

const obstacles = {
  otherNumber: '宝宝的医保已经换成另一个身份证号码了。号码有误的，请带户口簿到医保窗口办理。',
  notBaby: '只有用出生医学证明参保的宝宝才需要换成身份证号码。',
  taken:
    '这个身份证号码已经单独参保或登记过，不能自动合并。请带户口簿和出生医学证明到医保窗口办理，两边的记录都会保留。',
} satisfies Record<UpgradeObstacle, string>;

interface Asked {
  number: string;
  /** Null when the registry finds nothing against it. */
  refusal: { reason: string; message: string } | null;
}

type Result = { upgraded: true } | { upgraded: false; tooMany: boolean; message: string };

/**
 * Only who acts for the child by law; having added it to one's family is not enough.
 *
 * @throws ServiceError not_found, the same for strangers' children and for nobody at all
 */
async function getWard(
  db: Queryable,
  caller: VerifiedCaller,
  personId: string,
  now: number,
): Promise<Person> {
  const ward = await findWard(db, caller.personId, personId, now);
  if (!ward) throw new ServiceError('not_found');
  return ward.person;
}

/**
 * A guardian types the ID number of the household registration. The population registry decides
 * whether it is this baby's. A wrong one is refused in a committed transaction: recorded, audited,
 * counted.
 */
export const upgradeIdentity = mutationWithAfter('newborn.upgradeIdentity', {
  async before({ runtime, caller, now }, { personId, documentNumber }): Promise<Asked> {
    const baby = await getWard(runtime.db, caller, personId, now);
    const parsed = parseIdentityDocument('residentId', documentNumber, shanghaiDate(now));
    if (!parsed.ok) throw refuseField('documentNumber', parsed.message);
    const { number } = parsed.value;
    await assertBelow(runtime.db, attemptsOf(caller.accountId, now), maxFailuresPerDay);
    // one that has an ID number already is settled without asking anybody
    if (standingOf(runtime.cipher, baby, number) !== 'certificate') {
      return { number, refusal: null };
    }
    const verdict = await askPopulation(runtime, baby, number);
    return { number, refusal: verdict.ok ? null : verdict };
  },

  async run(context, { personId }, { number, refusal }): Promise<Result> {
    const { tx, runtime, caller, now, audit, send } = context;
    const baby = await getWard(tx, caller, personId, now);
    const attempts = attemptsOf(caller.accountId, now);
    const { accountId } = caller;
    const write = { tx, cipher: runtime.cipher, now, audit, send };
    const request = { personId, number, askedBy: 'guardian', accountId } as const;
    if (refusal) {
      await recordRefusal(write, baby, { ...request, reason: refusal.reason });
      const tooMany = (await countFailure(tx, attempts)) > maxFailuresPerDay;
      return { upgraded: false, tooMany, message: refusal.message };
    }
    // guesses sent side by side learn no more than one by one
    await assertBelow(tx, attempts, maxFailuresPerDay);
    const done = await upgrade(write, request);
    if (done.outcome !== 'refused') return { upgraded: true };
    const tooMany = (await countFailure(tx, attempts)) > maxFailuresPerDay;
    return { upgraded: false, tooMany, message: obstacles[done.reason] };
  },

  async after({ runtime }, { personId }, result) {
    if (!result.upgraded) {
      if (result.tooMany) throw tooManyToday();
      const { message } = result;
      throw new ServiceError('upgrade_refused', { field: 'documentNumber', message });
    }
    const baby = await getPerson(runtime.db, personId);
    const { documentType, documentMasked } = viewPerson(runtime.cipher, baby);
    return { personId, documentType, documentMasked };
  },
});
