import { eventFunction } from '../lib/entry/event-function';
import { paymentHandlers } from './handlers';

/** CloudBase event function `payment`. */
export const main = eventFunction(paymentHandlers);
