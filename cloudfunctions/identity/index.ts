import { eventFunction } from '../lib/entry/event-function';
import { identityHandlers } from './handlers';

/** CloudBase event function `identity`. */
export const main = eventFunction(identityHandlers);
