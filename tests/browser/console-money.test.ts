import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { reconcileFinding } from '@yibao/cloudfunctions/lib/database/schema';
import { reconcileList } from '@yibao/cloudfunctions/reconcile/reconcile-list';
import { sourceOf } from '@yibao/cloudfunctions/reconcile/sources/index';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type PayOrder } from '@yibao/sandbox/wechat-pay/order';
import { orderRow, startTown, type Town } from '../integration/payment-support';
import {
  askedFor,
  befalls,
  instruct,
  paidFor,
  refundRow,
  untilStatus,
} from '../integration/refund-support';
import { eventually, launchChromium, newDeskPage, type OpenPage } from '../support/chromium';
import { projectFolder } from '../support/paths';
import { type Phone } from '../support/system';
import { comeIn, Desk, expectNothingWrong } from './desk';

jest.setTimeout(180_000);

describe('money at the console: refunds and differences', () => {
  let town: Town;
  let payer: Phone;
  let browser: Browser;
  let staff: OpenPage;
  let second: OpenPage;
  let desk: Desk;
  let colleague: Desk;

  beforeAll(async () => {
    town = await startTown(
      { name: 'PGlite', open: () => openPglite() },
      { consoleDir: join(projectFolder, 'console/dist') },
    );
    payer = await town.login('xu-huilan');
    browser = await launchChromium();
    [staff, second] = [await newDeskPage(browser), await newDeskPage(browser)];
    [desk, colleague] = [new Desk(staff.page, 'money'), new Desk(second.page, 'money-second')];
  });
  afterAll(async () => {
    await browser.close();
    await town.close();
  });

  /** Refunds take days, and who acts for the bureau has logged in within the last hours. */
  async function signIn(by: Desk): Promise<void> {
    await by.page.context().clearCookies();
    await comeIn(by, town, by === desk ? 'gao-min' : 'yu-hailan');
  }

  /** The queue as it is now, one of its lists open. */
  async function openRefunds(list: string): Promise<void> {
    await signIn(desk);
    await desk.goTo('退费');
    await staff.page.getByRole('radiogroup').getByText(list, { exact: true }).click();
  }
  const inRow = (text: string, button: string) =>
    staff.page.getByRole('row', { name: text }).getByRole('button', { name: button }).click();
  const buttonsOf = (text: string) =>
    staff.page
      .getByRole('row', { name: text })
      .getByRole('button')
      .allInnerTexts()
      .then((texts) => texts.filter((each) => each !== ''));
  const isGone = (by: Desk, text: string) =>
    eventually(async () => expect(await by.page.getByRole('row', { name: text }).count()).toBe(0));
  const untilRefund = (refundId: string, status: string) =>
    eventually(async () => expect((await refundRow(town, refundId)).status).toBe(status));

  describe('refunds', () => {
    /** A reason that no register proves: a clerk has to decide. */
    async function unproven() {
      const paid = await paidFor(town, payer);
      const { itemId } = paid;
      const asked = await payer.call('refund.request', { itemId, refundReason: 'JOINED_EMPLOYEE' });
      return untilStatus(town, payer, asked.refundId, 'staff_review');
    }

    test('what waits for a decision: refused with a reason, agreed to with a proof', async () => {
      const [no, yes] = [await unproven(), await unproven()];
      await openRefunds('要决定');
      await desk.sees(no.reference);
      expect(await buttonsOf(no.reference)).toEqual(['同意退费', '不同意', '再送税务审核']);
      await desk.looks('refunds-decide');
      await staff.page.getByRole('button', { name: '展开行' }).first().click();
      await desk.sees('医保系统里要能查到');
      await desk.looks('refunds-details');
      await inRow(no.reference, '不同意');
      await desk.sees('400.00 元');
      await desk.press('不同意');
      await desk.sees('请写两个字以上');
      await desk.type('理由', '没有查到就业登记');
      await desk.looks('refund-reject');
      await desk.press('不同意');
      await desk.sees(`已办：不同意。退费编号 ${no.reference}`);
      await desk.looks('refund-rejected');
      await untilRefund(no.refundId, 'rejected');
      expect(await payer.call('refund.get', { refundId: no.refundId })).toMatchObject({
        words: '没有查到就业登记',
      });
      await inRow(yes.reference, '同意退费');
      await desk.sees('医保随之结束，不能撤回');
      await desk.type('看到了什么证明', `证件 ${payer.user.resident.certNo}`);
      await desk.press('同意退费');
      await desk.sees('说明里请不要写证件号码');
      await desk.looks('refund-approve-refused');
      await desk.type('看到了什么证明', '已看过劳动合同和参保凭证');
      await desk.press('同意退费');
      await desk.sees('没有要决定的退费');
      await untilStatus(town, payer, yes.refundId, 'refunded');
    });

    test('what no rail paid: tried again, then paid otherwise', async () => {
      const { refundId, reference } = await askedFor(town, payer, await paidFor(town, payer));
      await instruct(town, { nextRefund: 'ABNORMAL' });
      await untilStatus(town, payer, refundId, 'abnormal');
      await openRefunds('退款受阻');
      await desk.sees('付款人的收款账户有问题');
      expect(await buttonsOf(reference)).toEqual(['再退一次', '已用别的办法退']);
      await desk.looks('refunds-abnormal');
      await instruct(town, { nextRefund: 'USER_ACCOUNT_ABNORMAL' });
      await inRow(reference, '再退一次');
      await desk.type('说明', '付款人已换卡');
      await desk.looks('refund-retry');
      await desk.press('再退一次');
      await desk.sees('没有退款受阻的退费');
      await desk.looks('refund-retried');
      await town.advance(1);
      await untilStatus(town, payer, refundId, 'abnormal');
      await town.advance(1);
      await openRefunds('退款受阻');
      await inRow(reference, '已用别的办法退');
      await desk.type('凭证号和经过', '财政专户退款，凭证 20251122-0007');
      await desk.looks('refund-otherwise');
      await desk.press('已用别的办法退');
      await untilRefund(refundId, 'refunded');
      await desk.sees(`已办：已用别的办法退。退费编号 ${reference}`);
    });

    test('what waits too long: asked again, or waited for no longer', async () => {
      const away = (operation: string) =>
        town.fault({ system: 'wechat-pay', operation, kind: 'error500', times: 10_000 });
      const { refundId, reference } = await askedFor(town, payer, await paidFor(town, payer));
      away('refund');
      await untilStatus(town, payer, refundId, 'refunding');
      for (let hours = 0; hours < 40; hours++) {
        if ((await refundRow(town, refundId)).overdueToldAt !== null) break;
        await town.advance(60);
      }
      await openRefunds('超时');
      await desk.sees('等付款渠道');
      expect(await buttonsOf(reference)).toEqual(['再问一次', '不再等']);
      await desk.looks('refunds-overdue');
      await inRow(reference, '再问一次');
      await desk.looks('refund-ask-again');
      await desk.press('再问一次');
      await desk.sees('已经再问');
      await inRow(reference, '不再等');
      await desk.looks('refund-stop');
      await desk.press('不再等');
      await desk.sees('这笔在“退款受阻”里接着办');
      await untilRefund(refundId, 'abnormal');
      town.sandbox.host.faults.clear();
      await openRefunds('退款受阻');
      await desk.sees('付款渠道没有收到这笔退款');
      await inRow(reference, '再退一次');
      await desk.type('说明', '渠道恢复了');
      await desk.press('再退一次');
      await untilStatus(town, payer, refundId, 'refunded');
    });

    test('what is owed cannot be refused: only sent to the tax bureau again', async () => {
      town.fault({ system: 'core-platform', operation: 'R201', kind: 'error500', times: 10_000 });
      const enrollmentIds = [await town.payable(payer)];
      const { order, payment } = await payer.call('payment.createOrder', { enrollmentIds });
      if (payment.kind !== 'wechatPay') throw new Error('another rail');
      await town.sandboxPost('/wechat-pay/cashier/decide', { ...payment.params, decision: 'pay' });
      await town.tick();
      town.sandbox.host.faults.clear();
      const { certNo } = town.residentOf(order.items[0]!.person.personId);
      await befalls(town, { certNo }, 'payAtCounter');
      await instruct(town, { nextReview: 'reject' });
      const listed = async () => {
        const { refunds } = await town.phone('gao-min').call('refund.queue', { show: 'decide' });
        return refunds[0];
      };
      for (let hours = 0; hours < 40 && !(await listed()); hours++) await town.advance(60);
      const { refundId, reference } = (await listed())!;
      await openRefunds('要决定');
      await desk.sees('还没有同意');
      expect(await buttonsOf(reference)).toEqual(['再送税务审核']);
      await desk.looks('refunds-owed');
      await inRow(reference, '再送税务审核');
      await desk.type('说明', '税务记录已更正');
      await desk.press('再送税务审核');
      await desk.sees('没有要决定的退费');
      await untilStatus(town, payer, refundId, 'refunded');
    });
  });

  describe('differences', () => {
    const payments = () => town.sandbox.host.journal.store<PayOrder>('wechat-pay-orders');

    /** WeChat Pay has so much more or less for an order, and the next morning has compared it. */
    async function differs(differenceFen: number) {
      const enrollmentId = await town.payable(payer);
      const { order } = await payer.call('payment.createOrder', { enrollmentIds: [enrollmentId] });
      const { outTradeNo, totalFen } = await orderRow(town, order.orderId);
      const paidAt = town.runtime.clock.now();
      const day = shanghaiDate(paidAt);
      const pay = () =>
        payments().set(outTradeNo, {
          ...payments().get(outTradeNo)!,
          amountFen: totalFen + differenceFen,
          payment: { transactionId: `42000${outTradeNo}`, paidAt },
        });
      if (differenceFen !== 0) pay();
      await town.sandboxPost('/control/clock', { advanceMinutes: 24 * 60 });
      await town.tick();
      if (differenceFen === 0) pay();
      await reconcileList(town.runtime, sourceOf('wechatPay'), {
        day,
        traceId: randomUUID(),
        heal: false,
      });
      return { orderId: order.orderId, reference: outTradeNo };
    }
    const stateOf = async (orderId: string) => {
      const rows = await town.runtime.db.select().from(reconcileFinding);
      return rows.find((row) => row.orderId === orderId)!.state;
    };
    const openFindings = async (by: Desk) => {
      await signIn(by);
      await by.goTo('对账差异');
    };

    test('asked again: what is there to the fen is booked', async () => {
      const { orderId, reference } = await differs(0);
      await openFindings(desk);
      await desk.sees(reference);
      await desk.looks('findings');
      await staff.page.getByRole('row', { name: reference }).getByLabel('展开行').click();
      await desk.sees('会自动查单补记');
      await desk.looks('finding-details');
      await inRow(reference, '再查一次');
      await desk.looks('finding-ask');
      await desk.press('马上再查');
      await desk.sees('已经对上，差异结束');
      await desk.looks('finding-asked');
      await desk.press('知道了');
      await isGone(desk, reference);
      expect(await stateOf(orderId)).toBe('healed');
    });

    test('settled outside: one writes the proof, another confirms, the first cannot', async () => {
      const { orderId, reference } = await differs(-100);
      await openFindings(desk);
      await desk.sees('399.00');
      await inRow(reference, '已在线下办结');
      await desk.press('提交');
      await desk.sees('请写两个字以上');
      await desk.type('凭证号和经过', '微信商户平台已原路退回，退款单号 50300');
      await desk.looks('finding-proof');
      await desk.press('提交');
      await desk.sees('已记下，等另一位同事核对凭证');
      await desk.sees('您已写凭证，等同事核对');
      await desk.looks('finding-waits-for-second');
      expect(await buttonsOf(reference)).not.toContain('核对凭证');
      await openFindings(colleague);
      await colleague.sees('有凭证等您核对');
      await colleague.looks('findings-second');
      await colleague.page
        .getByRole('row', { name: reference })
        .getByRole('button', { name: '核对凭证' })
        .click();
      await colleague.sees('退款单号 50300');
      await colleague.type('核对了什么', '已核对退款回单');
      await colleague.looks('finding-second');
      await colleague.press('核对无误，确认');
      await eventually(async () => expect(await stateOf(orderId)).toBe('resolved'));
      await isGone(colleague, reference);
      expect((await orderRow(town, orderId)).status).toBe('closed');
    });

    test('explained: no money is in the wrong place', async () => {
      const { orderId, reference } = await differs(0);
      const [finding] = (await town.runtime.db.select().from(reconcileFinding)).filter(
        (row) => row.orderId === orderId,
      );
      await town.runtime.db.execute(
        `update reconcile_finding set kind = 'dayDiffers' where id = '${finding!.id}'`,
      );
      await openFindings(desk);
      await desk.sees(reference);
      expect(await buttonsOf(reference)).toEqual(['再查一次', '写明原因']);
      await inRow(reference, '写明原因');
      await desk.type('原因', '对方跨日入账，金额一致');
      await desk.looks('finding-explain');
      await desk.press('提交');
      await eventually(async () => expect(await stateOf(orderId)).toBe('resolved'));
      await staff.page.getByRole('radiogroup').getByText('全部', { exact: true }).click();
      await desk.sees('已处理');
      await desk.looks('findings-all');
    });

    test('the list can be narrowed, and each day’s attempts are shown', async () => {
      await desk.choose('来源', '税务缴费日账');
      await desk.sees('没有符合条件的差异');
      await desk.looks('findings-none');
      await staff.page.getByRole('tab', { name: '每天的对账' }).click();
      await desk.sees('微信支付交易账单');
      await desk.looks('runs');
    });
  });

  test('no screen had a serious barrier, none an error', () =>
    expectNothingWrong([desk, colleague], [staff, second]));
});
