import { eventFunction } from '../lib/entry/event-function';
import { oversightHandlers } from './handlers';

/** CloudBase event function `oversight`. */
export const main = eventFunction(oversightHandlers);
