import { join } from 'node:path';
import { eventFunction } from '../lib/entry/event-function';
import { startRuntime } from '../lib/entry/start';
import { webFunction } from '../lib/entry/web-function';
import { bundledFonts } from '../lib/pdf/font-files';
import { allConsentHandlers } from './issuing';

const handlers = allConsentHandlers(bundledFonts(join(__dirname, 'fonts')));

/** CloudBase event function `consent`: the mini-program, and H5 for what has to be printed. */
export const main = webFunction(handlers, eventFunction(handlers), startRuntime);
