import { join } from 'node:path';
import { eventFunction } from '../lib/entry/event-function';
import { webFunction } from '../lib/entry/web-function';
import { startRuntime } from '../lib/entry/start';
import { bundledFonts } from '../lib/pdf/font-files';
import { allCertificateHandlers } from './issuing';

const handlers = allCertificateHandlers(bundledFonts(join(__dirname, 'fonts')));

/**
 * CloudBase event function `certificate`: called by the mini-program, and over HTTP by H5 for
 * what the gateway cannot do, because it does not print.
 */
export const main = webFunction(handlers, eventFunction(handlers), startRuntime);
