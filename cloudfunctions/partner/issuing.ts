import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { Fonts, type FontFiles } from '../lib/pdf/fonts';
import { printWith } from './actions/print';
import { partnerHandlers } from './handlers';

/** Every action of the flow, prints included: for who carries the font. */
export const allPartnerHandlers = (files: FontFiles): AnyHandler[] => [
  ...partnerHandlers,
  printWith(new Fonts(files)),
];
