import { query } from '../../lib/dispatcher/action';
import { getPerson, requireActsFor } from '../../lib/people';
import { assessPerson } from '../assess';
import { tellingOf } from '../discretion';
import { coverageOf, findLive } from '../store';
import { sentenceOf } from '../view';

/** Before anything is registered: may they, what does it cost, from when, and by which rule. */
export const check = query('enrollment.check', async (context, { personId, coverageYear }) => {
  const { runtime, caller, now } = context;
  await requireActsFor(runtime.db, caller, personId, now);
  const existing = await findLive(runtime.db, personId, coverageYear);
  if (existing) {
    const cover = (await coverageOf(runtime.db, [existing.id])).get(existing.id) ?? null;
    const { standardFen, subsidyFen, payableFen } = existing;
    const { subsidyReason, rules } = tellingOf(existing, caller.personId);
    return {
      personId,
      coverageYear,
      outcome: cover ? 'already_covered' : 'already_enrolled',
      sentence: sentenceOf(existing, cover),
      advice: [],
      fee: {
        standardFen,
        subsidyFen,
        payableFen,
        subsidyReason,
      },
      waiting: null,
      cover: cover ? { from: cover.coverFrom, to: cover.coverTo } : null,
      elsewhere: null,
      enrollmentId: existing.id,
      rules,
    };
  }
  const person = await getPerson(runtime.db, personId);
  const forSelf = personId === caller.personId;
  return (await assessPerson(runtime, person, coverageYear, { now, forSelf })).check;
});
