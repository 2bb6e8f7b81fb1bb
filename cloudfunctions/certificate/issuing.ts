import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { Fonts, type FontFiles } from '../lib/pdf/fonts';
import { issueWith } from './actions/issue';
import { certificateHandlers } from './handlers';

/** What prints: only the function `certificate` carries the PDF library and the font. */
export const issuingHandlers = (files: FontFiles): AnyHandler[] => [issueWith(new Fonts(files))];

/** Everything the function `certificate` serves. */
export const allCertificateHandlers = (files: FontFiles): AnyHandler[] => [
  ...certificateHandlers,
  ...issuingHandlers(files),
];
