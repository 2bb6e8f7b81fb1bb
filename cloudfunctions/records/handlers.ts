import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { exportRecords } from './actions/export';
import { answer, ask, endGrant, give, grants } from './actions/grants';
import { guard } from './actions/guard';
import { looks } from './actions/looks';
import { myChain } from './actions/my-chain';
import { people } from './actions/people';
import { covers, payments } from './actions/read';
import { refresh } from './actions/refresh';
import { settlement, settlements, settlementYear } from './actions/settlements';

export const recordsHandlers: AnyHandler[] = [
  people,
  covers,
  payments,
  settlements,
  settlement,
  settlementYear,
  refresh,
  exportRecords,
  guard,
  grants,
  give,
  ask,
  answer,
  endGrant,
  looks,
  myChain,
];
