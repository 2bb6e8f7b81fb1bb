import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { Fonts, type FontFiles } from '../lib/pdf/fonts';
import { receiptWith } from './actions/receipt';
import { consentHandlers } from './handlers';

/** Every action of the flow, receipts included: for who carries the font. */
export const allConsentHandlers = (files: FontFiles): AnyHandler[] => [
  ...consentHandlers,
  receiptWith(new Fonts(files)),
];
