import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { options } from './actions/options';
import { confirmProposal, get, list, withdraw } from './actions/own';
import { request } from './actions/request';
import { decide, resolveAbnormal } from './actions/staff-decide';
import { resolveOverdue } from './actions/staff-overdue';
import { queue } from './actions/staff-queue';

export const refundHandlers: AnyHandler[] = [
  options,
  request,
  get,
  list,
  withdraw,
  confirmProposal,
  queue,
  decide,
  resolveOverdue,
  resolveAbnormal,
];
