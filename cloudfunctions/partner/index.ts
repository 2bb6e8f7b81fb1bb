import { join } from 'node:path';
import { apiBasePath } from '@yibao/shared/protocols/partner-api';
import { apiRoutes } from '../gateway/api';
import { eventFunction } from '../lib/entry/event-function';
import { startRuntime } from '../lib/entry/start';
import { webFunction } from '../lib/entry/web-function';
import { bundledFonts } from '../lib/pdf/font-files';
import { allPartnerHandlers } from './issuing';

const handlers = allPartnerHandlers(bundledFonts(join(__dirname, 'fonts')));

/**
 * CloudBase event function `partner`: over HTTP for the console and for organisations' own systems,
 * where something is printed.
 */
export const main = webFunction(handlers, eventFunction(handlers), startRuntime, {
  [apiBasePath]: apiRoutes(handlers),
});
