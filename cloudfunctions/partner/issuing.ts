import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { type FontFiles } from '../lib/pdf/fonts';
import { partnerHandlers } from './handlers';

/** Every action of the flow, prints included: for who carries the font. */
export const allPartnerHandlers = (_fonts: FontFiles): AnyHandler[] => [...partnerHandlers];
