import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { type DocumentType } from '@yibao/shared/rules/facts';
import { type PlannedOrganisation } from '../city/organisations';
import { type CertType } from '../city/resident';
import { ControlError, type Controls, refusalOf } from '../control/controls';
import { inputs, parseInput } from '../control/inputs';
import { spokenTime } from '../lib/time';
import { birthsBody } from './births';
import { cityBody } from './city';
import { homeBody } from './home';
import { organisationsBody } from './organisations';
import { base, showControlPage, showMessage } from './page';

export interface CounterConfirmation {
  /** Eight digits that the resident shows. */
  code: string;
  documentType: DocumentType;
  documentNumber: string;
  name: string;
}

/** Confirms a counter code as the staff test user; the sentence is shown to the tester. */
export type ConfirmCounterCode = (
  confirmation: CounterConfirmation,
) => Promise<{ ok: boolean; message: string }>;

const documentTypes = {
  '01': 'residentId',
  '07': 'foreignPermanent',
  '17': 'hkMoTwResidence',
} as const satisfies Record<CertType, DocumentType>;

const page = z.coerce.number().int().min(1).max(1000).default(1);
const cityQuery = inputs.cityFilter.extend({ page });
const birthsQuery = z.object({ page });
const backToBirths = z.string().startsWith(`${base}/births`).max(400);
const certificateForm = inputs.certificate.extend({ backTo: backToBirths });
const householdForm = inputs.household.extend({ backTo: backToBirths });
const elsewhereForm = inputs.person.extend({
  action: z.enum(['suspend', 'reupload']),
  backTo: z.string().startsWith(`${base}/city`).max(400),
});
const lifeForm = inputs.life.extend({
  backTo: z.string().startsWith(`${base}/city`).max(400),
});
const counterForm = inputs.person.extend({
  code: z
    .string()
    .trim()
    .regex(/^\d{8}$/),
  name: z.string().trim().min(1).max(60),
});

async function formBody(c: Context): Promise<unknown> {
  return c.req.parseBody();
}

function logBody({ host }: Controls) {
  const calls = host.calls.list().toReversed();
  return html`<p class="row"><a class="button" href="${base}">返回沙盒控制台</a></p>
    <section>
      <table>
        <tr>
          <th>时间</th>
          <th>系统</th>
          <th>接口</th>
          <th>结果</th>
        </tr>
        ${calls.map(
          ({ at, system, operation, outcome }) =>
            html`<tr>
              <td>${spokenTime(at)}</td>
              <td>${system}</td>
              <td>${operation}</td>
              <td>${outcome}</td>
            </tr>`,
        )}
      </table>
    </section>`;
}

function addReadingPages(pages: Hono, controls: Controls): void {
  const { clock } = controls.host;
  pages.get('/', (c) =>
    showControlPage(c, { title: '沙盒控制台', now: clock.now(), body: homeBody(controls) }),
  );
  pages.get('/city', (c) => {
    const body = cityBody(controls, parseInput(cityQuery, c.req.query()));
    return showControlPage(c, { title: '城里的人', now: clock.now(), body });
  });
  pages.get('/births', (c) => {
    const body = birthsBody(controls, parseInput(birthsQuery, c.req.query()).page);
    return showControlPage(c, { title: '出生医学证明', now: clock.now(), body });
  });
  pages.get('/log', (c) =>
    showControlPage(c, { title: '往来记录', now: clock.now(), body: logBody(controls) }),
  );
}

function addActions(pages: Hono, controls: Controls): void {
  const { host, platform } = controls;
  pages.post('/clock', async (c) => {
    controls.moveClock(parseInput(inputs.clock, await formBody(c)));
    return c.redirect(base, 303);
  });
  pages.post('/posting', async (c) => {
    platform.setPostingDelay(parseInput(inputs.posting, await formBody(c)).delayMinutes);
    return c.redirect(base, 303);
  });
  pages.post('/faults', async (c) => {
    host.faults.add(parseInput(inputs.fault, await formBody(c)));
    return c.redirect(base, 303);
  });
  pages.post('/faults/clear', (c) => {
    host.faults.clear();
    return c.redirect(base, 303);
  });
  pages.post('/elsewhere', async (c) => {
    const { certNo, action, backTo } = parseInput(elsewhereForm, await formBody(c));
    if (action === 'suspend') controls.suspendElsewhere(certNo);
    else controls.reuploadElsewhere(certNo);
    return c.redirect(backTo, 303);
  });
}

function addRegistryActions(pages: Hono, controls: Controls): void {
  pages.post('/latency', async (c) => {
    controls.host.latency.set(parseInput(inputs.latency, await formBody(c)).latencyMs);
    return c.redirect(base, 303);
  });
  pages.post('/department', async (c) => {
    controls.instructDepartment(parseInput(inputs.department, await formBody(c)));
    return c.redirect(base, 303);
  });
  pages.post('/certificate', async (c) => {
    const { backTo, ...change } = parseInput(certificateForm, await formBody(c));
    controls.changeCertificate(change);
    return c.redirect(backTo, 303);
  });
  pages.post('/household', async (c) => {
    const { backTo, certificateNumber } = parseInput(householdForm, await formBody(c));
    controls.registerHousehold(certificateNumber);
    return c.redirect(backTo, 303);
  });
}

function addRefundActions(pages: Hono, controls: Controls): void {
  pages.post('/refunds', async (c) => {
    controls.instructRefunds(parseInput(inputs.refunds, await formBody(c)));
    return c.redirect(base, 303);
  });
  pages.post('/life', async (c) => {
    const { backTo, ...life } = parseInput(lifeForm, await formBody(c));
    controls.live(life);
    return c.redirect(backTo, 303);
  });
}

function addCounter(pages: Hono, controls: Controls, confirm?: ConfirmCounterCode): void {
  pages.post('/counter/confirm', async (c) => {
    const { code, name, certNo } = parseInput(counterForm, await formBody(c));
    if (!confirm) throw new ControlError('沙盒单独运行，没有连着服务，不能确认核验码');
    const resident = controls.person(certNo);
    const result = await confirm({
      code,
      documentType: documentTypes[resident.certType],
      documentNumber: resident.certNo,
      name,
    });
    const title = result.ok ? '已确认' : '没有确认';
    const now = controls.host.clock.now();
    const message = { title, text: result.message, now, backTo: base };
    return showMessage(c, message, result.ok ? 200 : 409);
  });
}

function addOrganisations(
  pages: Hono,
  { host: { clock } }: Controls,
  organisations: readonly PlannedOrganisation[],
): void {
  pages.get('/organisations', (c) => {
    const body = organisationsBody(organisations, clock.wallNow());
    return showControlPage(c, { title: '机构和工作人员', now: clock.now(), body });
  });
}

/** What the pages need beside the controls. */
export interface PagesOptions {
  confirmCounterCode?: ConfirmCounterCode | undefined;
  organisations?: readonly PlannedOrganisation[];
}

/** The sandbox's own pages, for a person in front of a browser; mounted at /sandbox. */
export function createPages(controls: Controls, options: PagesOptions = {}): Hono {
  const pages = new Hono();
  addReadingPages(pages, controls);
  addOrganisations(pages, controls, options.organisations ?? []);
  addActions(pages, controls);
  addRegistryActions(pages, controls);
  addRefundActions(pages, controls);
  addCounter(pages, controls, options.confirmCounterCode);
  pages.onError((error, c) => {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    const now = controls.host.clock.now();
    const message = { title: '没有办成', text: refusal.message, now, backTo: base };
    return showMessage(c, message, refusal.status);
  });
  return pages;
}
