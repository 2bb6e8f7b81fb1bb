import { eventFunction } from '../lib/entry/event-function';
import { enrollmentHandlers } from './handlers';

/** CloudBase event function `enrollment`. */
export const main = eventFunction(enrollmentHandlers);
