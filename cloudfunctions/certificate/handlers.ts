import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { choices, people } from './actions/choices';
import { get, link, list } from './actions/papers';
import { staffWithdraw, withdraw } from './actions/withdraw';

/** All but what prints: these may be anywhere (docs/adr/0011). */
export const certificateHandlers: AnyHandler[] = [
  people,
  choices,
  list,
  get,
  link,
  withdraw,
  staffWithdraw,
];
