import { taxServices } from '@yibao/shared/protocols/tax-bureau';
import { type Hono } from 'hono';
import { type SandboxHost } from '../lib/host';
import { createSignedService } from '../lib/signed-service';
import { type TaxBook } from './book';
import { addTaxCashier } from './cashier';

/** The tax bureau's collection of premiums (税务社保缴费): POST /tax, and its cashier. */
export function createTax(host: SandboxHost, book: TaxBook): Hono {
  const app = createSignedService(host, {
    path: '/tax',
    system: 'tax',
    keys: host.keys.tax,
    services: taxServices,
    serve: (service, body) => book.serve(service, body),
  });
  addTaxCashier(app, host, book);
  return app;
}
