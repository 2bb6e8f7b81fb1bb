import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { systemActor, writeAudit } from '@yibao/cloudfunctions/lib/audit';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { totpCode } from '@yibao/sandbox/lib/totp';
import { eventually, launchChromium, newDeskPage, type OpenPage } from '../support/chromium';
import { grantAs, usualScope } from '../support/consent';
import { claimOf } from '../support/journey';
import { logins, organisations, signInAs, signInOf } from '../support/organisations';
import { applyForReview } from '../support/newborn-staff';
import { projectFolder } from '../support/paths';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { comeIn, Desk, expectNothingWrong } from './desk';

jest.setTimeout(120_000);

const reason = '下班以后多次查看，先停下来核实';

describe('the bureau’s staff at the console', () => {
  let system: TestSystem;
  let browser: Browser;
  let staff: OpenPage;
  let clerk: OpenPage;
  let desk: Desk;
  let clerkDesk: Desk;
  let phone: Phone;

  beforeAll(async () => {
    system = await startTestSystem(
      { name: 'PGlite', open: () => openPglite() },
      {},
      { consoleDir: join(projectFolder, 'console/dist') },
    );
    phone = system.phone('jiang-xiaomei');
    await withRecords(system, phone);
    await grantToInsurer();
    browser = await launchChromium();
    [staff, clerk] = [await newDeskPage(browser), await newDeskPage(browser)];
    [desk, clerkDesk] = [new Desk(staff.page, 'staff'), new Desk(clerk.page, 'suspended')];
  });
  afterAll(async () => {
    await browser.close();
    await system.close();
  });

  /** An insurer's consent, used once: something for the figures. */
  async function grantToInsurer(): Promise<void> {
    const colleague = await signInAs(system, logins.insurerColleague);
    const { consents } = await colleague.call('partner.request', {
      people: [claimOf(phone.user.resident)],
      caseNo: 'LP-1',
      purpose: 'CLAIM',
      scope: usualScope(system.runtime.clock.now()),
      words: '核对住院费用',
    });
    const { consentId } = consents[0]!;
    const { granted } = await grantAs(system, phone, consentId);
    const { dataFrom, dataTo } = granted!;
    const look = { consentId, fields: ['totalFen' as const], dataFrom, dataTo };
    expect(await colleague.call('partner.look', look)).toMatchObject({ decision: 'shown' });
    await phone.call('consent.complain', { consentId, lookId: null, words: '我已经理赔过了' });
    const { line } = await phone.call('consent.detail', { consentId });
    const { personId } = line.person;
    await phone.call('consent.askRight', { personId, kind: 'copy', words: '要一份查看记录' });
  }

  async function clerkArrives(): Promise<void> {
    const { login, password, code } = signInOf(logins.insurer);
    await clerk.page.goto(`${system.url}/console/#/sign-in`);
    await clerkDesk.type('登录名', login);
    await clerkDesk.type('密码', password);
    await clerkDesk.type('验证器', code);
    await clerkDesk.press('登录');
    await clerk.page.getByRole('heading', { level: 1, name: '授权请求' }).waitFor();
  }

  test('comes in by WeChat and reads the figures', async () => {
    await comeIn(desk, system, 'gao-min');
    await desk.sees('到现在查看 1 次');
    await desk.looks('overview');
  });

  test('keeps organisations, their agreements and clerks', async () => {
    await desk.goTo('机构与协议');
    await desk.sees(organisations.insurer.name);
    await desk.looks('organisations');
    await desk.press('登记机构');
    await desk.type('统一社会信用代码', '91340600900000010X');
    await desk.type('机构名称', '示例工会');
    await desk.type('联系方式', '示例联系人 0561-0000000');
    await desk.press('登记');
    await staff.page.getByRole('alert').first().waitFor();
    await desk.looks('doubtful-code');
    await desk.press('取消');
    const row = staff.page.getByRole('row', { name: organisations.employer.name });
    await row.getByRole('button', { name: '管理' }).click();
    await desk.sees('允许的网络');
    await desk.looks('organisation');
    await staff.page.getByRole('tab', { name: '协议' }).click();
    await desk.press('登记新协议');
    await staff.page.getByLabel('协议扫描件', { exact: true }).setInputFiles({
      name: '协议.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('abc'),
    });
    const digest = staff.page.getByRole('textbox', { name: '摘要' });
    await eventually(async () => expect(await digest.inputValue()).toMatch(/^66c7f0f4/));
    await desk.looks('propose-agreement');
    await desk.press('取消');
    await staff.page.getByRole('tab', { name: '人员' }).click();
    await desk.press('添加人员');
    await desk.type('姓名', '新来的');
    await desk.type('登录名', 'qinghe-fz-77');
    await desk.press('添加');
    const code = await staff.page.locator('[data-code]').innerText();
    expect(code).toMatch(/^([2-9a-z]{4}-){3}[2-9a-z]{4}$/);
    await desk.looks('code-once');
    await desk.press('已经交给本人，关闭');
    expect(await staff.page.content()).not.toContain(code);
    await desk.sees('等本人启用');
    await desk.looks('waits-for-the-clerk');
    await enrols('qinghe-fz-77', code);
    await desk.press('关闭');
  });

  /** What the bureau never sees: the clerk's own password, and the secret on the clerk's phone. */
  async function enrols(login: string, code: string): Promise<void> {
    await clerk.page.goto(`${system.url}/console/#/sign-in`);
    await clerk.page.getByRole('link', { name: '第一次登录' }).click();
    await clerk.page.getByRole('heading', { level: 1, name: '第一次登录' }).waitFor();
    await clerkDesk.type('登录名', login);
    await clerkDesk.type('启用码', code);
    await clerkDesk.type('自己设一个密码', 'k7mp-29xq');
    await clerkDesk.type('再输一遍密码', 'k7mp');
    await clerkDesk.press('下一步');
    await clerkDesk.sees('密码至少要 12 个字符');
    await clerkDesk.sees('两遍密码不一样');
    await clerkDesk.looks('first-sign-in');
    await clerkDesk.type('自己设一个密码', '青禾纺织 1989 年的春天');
    await clerkDesk.type('再输一遍密码', '青禾纺织 1989 年的春天');
    await clerkDesk.press('下一步');
    const secret = await clerk.page.locator('[data-totp]').innerText();
    expect(secret).toMatch(/^([A-Z2-7]{4} ?){8}$/);
    await clerkDesk.looks('authenticator');
    await clerkDesk.type('验证器', totpCode(secret.replaceAll(' ', ''), Date.now()));
    await clerkDesk.press('启用并登录');
    await clerk.page.getByRole('heading', { level: 1, name: '授权请求' }).waitFor();
    expect(await clerk.page.content()).not.toContain(secret);
  }

  test('proposes other networks, which wait for a colleague, and takes them back', async () => {
    await desk.goTo('机构与协议');
    const row = staff.page.getByRole('row', { name: organisations.insurer.name });
    await row.getByRole('button', { name: '管理' }).click();
    await desk.press('变更网络和公钥');
    await desk.type('允许的网络', '203.0.113.0/24');
    await desk.looks('propose-access');
    await desk.press('提出变更');
    await staff.page.locator('[data-access-change]').waitFor();
    await desk.looks('access-change');
    await desk.press('撤回变更');
    await staff.page.locator('[data-access-change]').waitFor({ state: 'detached' });
    await desk.press('关闭');
  });

  test('sees looks, what is odd, the audit, complaints and rights, and answers', async () => {
    await desk.goTo('查询记录');
    await desk.sees('看到');
    await desk.looks('looks');
    await writeAudit(
      system.runtime.db,
      { actor: systemActor, traceId: 'test', now: system.runtime.clock.now() },
      {
        action: 'audit.checkpointMisfit',
        subjectPersonId: null,
        details: { checkpoint: 7, misfit: 'unknown' },
      },
    );
    await desk.goTo('异常');
    await desk.sees('审计记录和封存在外面的对不上');
    await staff.page
      .getByText(/没有发现异常|暂停这名工作人员/)
      .first()
      .waitFor();
    await desk.looks('anomalies');
    await desk.goTo('审计');
    await desk.choose('事项', '信息授权');
    await desk.press('搜索');
    await desk.sees('同意授权');
    await desk.choose('操作', '恢复授权');
    await desk.press('搜索');
    await desk.sees('没有符合条件的记录');
    await desk.choose('操作', /^同意授权$/);
    await desk.press('搜索');
    await staff.page.locator('tbody').getByText('同意授权').first().waitFor();
    await staff.page.locator('.ant-table-row-expand-icon').first().click();
    await desk.sees('谁决定的');
    await desk.looks('audit');
    await desk.goTo('投诉');
    await desk.sees('我已经理赔过了');
    await desk.press('答复');
    await desk.looks('answer');
    await desk.type('答复', '已经请保险公司说明，授权您可以随时收回');
    await desk.press('发送答复');
    await desk.sees('没有待答复的投诉');
    await desk.looks('complaints-none');
    await staff.page.getByRole('radiogroup').getByText('全部', { exact: true }).click();
    await desk.sees('已答复');
    await desk.looks('complaints-all');
    await desk.goTo('权利申请');
    await desk.sees('要一份查看记录');
    await desk.looks('rights');
    await desk.press('办结');
    await desk.looks('right-answer');
    await desk.type('做了什么', '查看记录已经打印，本人到窗口领取');
    await desk.press('办结');
    await desk.sees('没有待办理的申请');
    await desk.goTo('字段目录');
    await desk.looks('catalogue', { listsCodes: true });
    await desk.press('提出改动');
    await desk.looks('propose-levels', { listsCodes: true });
    await desk.press('取消');
  });

  test('has the queues of the other flows', async () => {
    const { application } = await applyForReview(system, 'wen-suqing');
    await desk.goTo('新生儿', '新生儿一件事');
    await desk.looks('newborn');
    await desk.press('打开');
    await desk.sees('领取以后才能看到');
    await desk.looks('application');
    await desk.press('领取这份申请');
    await desk.press('看第 1 张照片');
    await staff.page.getByRole('img', { name: '第 1 张照片' }).waitFor();
    await desk.looks('claimed');
    await desk.press('要求补充');
    await desk.type('请家长补充什么', '请补一张证明原件的照片');
    await desk.press('要求补充');
    await desk.sees('请补一张证明原件的照片');
    const { applicationId } = application;
    const [row] = await query<{ status: string }>(
      system.runtime.db,
      `select status from newborn_application where id = '${applicationId}'`,
    );
    expect(row).toEqual({ status: 'need_more' });
    await desk.press('关闭');
    await desk.goTo('退费');
    await desk.sees('没有要决定的退费');
    await desk.looks('refunds');
    await desk.goTo('对账差异');
    await desk.sees('没有待处理的差异');
    await desk.looks('findings');
    await desk.goTo('柜台确认');
    await desk.looks('counter');
  });

  test('stops an organisation: its clerk’s very next click is refused, and nothing stays', async () => {
    await clerkArrives();
    await clerkDesk.goTo('查询');
    await clerkDesk.type('案件编号', 'LP-1');
    await clerkDesk.press('找授权');
    await clerkDesk.press('用这份授权');
    await clerkDesk.press('查询');
    await clerk.page.locator('[data-look]').waitFor();
    await desk.goTo('机构与协议');
    const row = staff.page.getByRole('row', { name: organisations.insurer.name });
    await row.getByRole('button', { name: '管理' }).click();
    await desk.press('暂停机构');
    await desk.type('原因', reason);
    await desk.looks('suspend');
    await desk.press('暂停');
    await desk.sees('恢复机构');
    await clerkDesk.press('预览打印');
    await clerk.page.locator('[data-refused="organisation_suspended"]').waitFor();
    await clerkDesk.looks('next-click');
    expect(await clerk.page.locator('[data-look]').count()).toBe(0);
    await clerk.page.getByRole('navigation').getByText('案件', { exact: true }).click();
    await clerk.page.locator('[data-ended]').waitFor();
    await clerkDesk.looks('shut-out');
  });

  test('no screen had a serious barrier, none an error', () =>
    expectNothingWrong([desk, clerkDesk], [staff, clerk]));
});
