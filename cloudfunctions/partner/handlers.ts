import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { exportLook } from './actions/export';
import { look, next, preview } from './actions/look';

/** What the gateway serves of this flow; prints are made by the function itself. */
export const partnerHandlers: AnyHandler[] = [look, next, preview, exportLook];
