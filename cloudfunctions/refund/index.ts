import { eventFunction } from '../lib/entry/event-function';
import { refundHandlers } from './handlers';

/** CloudBase event function `refund`. */
export const main = eventFunction(refundHandlers);
