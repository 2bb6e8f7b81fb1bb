import { type AnyHandler } from '../lib/dispatcher/dispatcher';

/** What the gateway serves of this flow; prints are made by the function itself. */
export const partnerHandlers: AnyHandler[] = [];
