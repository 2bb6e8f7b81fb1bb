import { eventFunction } from '../lib/entry/event-function';
import { reconcileHandlers } from './handlers';

/** CloudBase event function `reconcile`: for staff; the daily run itself belongs to `jobs`. */
export const main = eventFunction(reconcileHandlers);
