import { coverageYearsOf, policyFor } from '@yibao/shared/policy';
import { type Output } from '@yibao/shared/contracts';
import { query } from '../../lib/dispatcher/action';
import { defaultYear, describeYear } from '../years';

export const years = query('enrollment.years', ({ runtime, now }) => {
  const { region } = runtime.config;
  const list: Output<'enrollment.years'>['years'] = coverageYearsOf(region)
    .map((coverageYear) => policyFor(region, coverageYear))
    .filter((policy) => policy !== null)
    .map((policy) => describeYear(policy, now));
  return Promise.resolve({ years: list, defaultYear: defaultYear(list) });
});
