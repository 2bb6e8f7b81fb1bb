import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { type FontFiles } from '../lib/pdf/fonts';
import { consentHandlers } from './handlers';

/** Every action of the flow, receipts included: for who carries the font. */
export const allConsentHandlers = (_fonts: FontFiles): AnyHandler[] => [...consentHandlers];
