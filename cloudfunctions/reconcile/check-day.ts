import { isIsoDate } from '@yibao/shared/rules/dates';
import { refuseField } from '../lib/dispatcher/input';

/** @throws ServiceError bad_input for a day that no calendar has */
export function checkDay(day: string): string {
  if (!isIsoDate(day)) throw refuseField('day', '日历上没有这一天，请重新选择日期');
  return day;
}
