import { type Output } from '@yibao/shared/contracts';
import { policyFor } from '@yibao/shared/policy';
import { isIsoDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { quoteNewborn } from '@yibao/shared/rules/newborn-money';
import { query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';

type Quote = Output<'newborn.quote'>;

/**
 * What paying today would bring, before anything is asked or written. Hardship lists are asked
 * with the application itself, so that what has to be paid can still become less.
 */
export const quote = query('newborn.quote', ({ runtime, now }, { bornOn }): Promise<Quote> => {
  const today = shanghaiDate(now);
  if (!isIsoDate(bornOn)) throw refuseField('bornOn', '日历上没有这一天，请重新选择出生日期');
  if (bornOn > today) throw refuseField('bornOn', '这一天还没有到，请再看一看出生日期');
  const quoted = quoteNewborn({
    policyOf: (year) => policyFor(runtime.config.region, year),
    bornOn,
    submittedOn: today,
    decidedOn: today,
    hardship: [],
    // neither changes what a newborn pays
    sex: 'female',
    householdRegion: runtime.config.region,
  });
  return Promise.resolve({
    withinWindow: quoted.withinWindow,
    windowEnds: quoted.windowEnds,
    sentence: quoted.sentence,
    nextYearOffered: quoted.nextYearOffered,
    years: quoted.years.map(({ coverageYear, fee, cover, payBy, fromBirth, sentence, rows }) => ({
      coverageYear,
      fee: {
        standardFen: fee.standardFen,
        subsidyFen: fee.subsidyFen,
        payableFen: fee.payableFen,
      },
      cover,
      payBy,
      fromBirth,
      sentence,
      subsidyReason: null,
      rules: rows,
    })),
  });
});
