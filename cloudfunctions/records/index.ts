import { eventFunction } from '../lib/entry/event-function';
import { recordsHandlers } from './handlers';

/** CloudBase event function `records`. */
export const main = eventFunction(recordsHandlers);
