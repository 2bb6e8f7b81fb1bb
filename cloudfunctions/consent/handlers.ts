import { type AnyHandler } from '../lib/dispatcher/dispatcher';

/** What the gateway serves of this flow; receipts are printed by the function itself. */
export const consentHandlers: AnyHandler[] = [];
