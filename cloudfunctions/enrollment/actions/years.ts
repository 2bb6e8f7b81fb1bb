import { query } from '../../lib/dispatcher/action';
import { defaultYear, yearsOf } from '../years';

export const years = query('enrollment.years', ({ runtime, now }) => {
  const list = yearsOf(runtime.config.region, now);
  return Promise.resolve({ years: list, defaultYear: defaultYear(list) });
});
