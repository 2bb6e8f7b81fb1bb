import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { Fonts, type FontFiles } from '../lib/pdf/fonts';
import { issueWith } from './actions/issue';
import { statementWith } from './actions/statement';
import { certificateHandlers } from './handlers';

/** What prints: only the function `certificate` carries the PDF library and the font. */
export function printingHandlers(files: FontFiles): AnyHandler[] {
  const fonts = new Fonts(files);
  return [issueWith(fonts), statementWith(fonts)];
}

/** Everything the function `certificate` serves. */
export const allCertificateHandlers = (files: FontFiles): AnyHandler[] => [
  ...certificateHandlers,
  ...printingHandlers(files),
];
