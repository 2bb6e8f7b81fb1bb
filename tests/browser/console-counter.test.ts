import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { openPglite } from '@yibao/cloudfunctions/lib/database/pglite';
import { eventually, launchChromium, newDeskPage, type OpenPage } from '../support/chromium';
import { grantInput, usualScope } from '../support/consent';
import { claimOf } from '../support/journey';
import { apply, birthOf } from '../support/newborn';
import { appeal, applyForReview, parentOf } from '../support/newborn-staff';
import { logins, organisations, signInAs } from '../support/organisations';
import { projectFolder } from '../support/paths';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';
import { comeIn, Desk, expectNothingWrong } from './desk';

jest.setTimeout(120_000);

describe('people at the counter, and families: staff at the console', () => {
  let system: TestSystem;
  let browser: Browser;
  let staff: OpenPage;
  let second: OpenPage;
  let desk: Desk;
  let colleague: Desk;

  beforeAll(async () => {
    system = await startTestSystem(
      { name: 'PGlite', open: () => openPglite() },
      {},
      { consoleDir: join(projectFolder, 'console/dist') },
    );
    browser = await launchChromium();
    [staff, second] = [await newDeskPage(browser), await newDeskPage(browser)];
    [desk, colleague] = [new Desk(staff.page, 'counter'), new Desk(second.page, 'counter-second')];
    await comeIn(desk, system, 'gao-min');
    await comeIn(colleague, system, 'yu-hailan');
  });
  afterAll(async () => {
    await browser.close();
    await system.close();
  });

  describe('a code instead of a face', () => {
    async function typeClaim({ name, documentNumber }: ReturnType<typeof claimOf>, code: string) {
      await desk.type('核验码', code);
      await desk.type('证件上的姓名', name);
      await desk.type('证件号码', documentNumber);
    }
    const confirm = () => desk.press('人证一致，确认');

    test('what is missing is said at its field', async () => {
      await desk.goTo('柜台确认');
      await desk.type('核验码', '1234');
      await confirm();
      await desk.sees('请填写 8 位数字');
      await desk.sees('请照证件填写姓名');
      await desk.looks('missing');
    });

    test('identity: the wrong document is refused, the right one makes a verified person', async () => {
      const phone = system.phone('he-jiaxin');
      const claim = claimOf(phone.user.resident);
      const { code } = await phone.call('identity.requestCounterCode', claim);
      await desk.choose('证件类型', '港澳台居民居住证');
      await typeClaim({ ...claim, name: '何家' }, code!);
      await confirm();
      await desk.sees('录入的证件与本人申请时填写的不一致');
      await desk.looks('identity-mismatch');
      await typeClaim(claim, code!);
      await desk.looks('identity-filled');
      await confirm();
      await desk.sees('已经完成实名核验');
      await desk.looks('identity-done');
      expect((await phone.call('identity.me', {})).verified).toMatchObject({ name: claim.name });
      // what was typed is about the next one no more
      expect(await staff.page.getByRole('textbox', { name: '证件号码' }).inputValue()).toBe('');
    });

    test('identity: a code that is used up is refused', async () => {
      await desk.choose('证件类型', '居民身份证');
      await typeClaim(claimOf(system.phone('xu-huilan').user.resident), '00000000');
      await confirm();
      await desk.sees(/核验码.*(不对|失效|过期)/);
      await desk.looks('identity-no-code');
    });

    test('consent: the person grants on the phone what the counter confirmed', async () => {
      const phone = await parentOf(system, 'jiang-xiaomei');
      const claim = claimOf(phone.user.resident);
      const insurer = await signInAs(system, logins.insurer);
      const { consents } = await insurer.call('partner.request', {
        people: [claim],
        caseNo: 'LP-9',
        purpose: 'CLAIM',
        scope: usualScope(system.runtime.clock.now()),
        words: '核对住院费用',
      });
      const { consentId } = consents[0]!;
      const { code } = await phone.call('consent.counterCode', { consentId });
      await staff.page.getByRole('tab', { name: '信息授权' }).click();
      await typeClaim({ ...claim, name: '江小' }, code);
      await confirm();
      await desk.sees('录入的证件与本人申请时填写的不一致');
      await desk.looks('consent-mismatch');
      await typeClaim(claim, code);
      await confirm();
      await desk.sees(`请本人在手机上接着完成给${organisations.insurer.name}的授权`);
      await desk.looks('consent-done');
      const granted = await phone.call('consent.grant', await grantInput(phone, consentId, null));
      expect(granted.verification).toBe('counter');
    });

    test('by keyboard alone', async () => {
      const phone = system.phone('luo-jun');
      const claim = claimOf(phone.user.resident);
      const { code } = await phone.call('identity.requestCounterCode', claim);
      await desk.goTo('退费');
      await desk.goTo('柜台确认');
      const { keyboard } = staff.page;
      await staff.page.getByRole('textbox', { name: '核验码' }).focus();
      await keyboard.type(code!);
      await keyboard.press('Tab');
      if (claim.documentType !== 'residentId') await keyboard.press('ArrowDown');
      await keyboard.press('Tab');
      await keyboard.type(claim.name);
      await keyboard.press('Tab');
      await keyboard.type(claim.documentNumber);
      await keyboard.press('Tab');
      await keyboard.press('Enter');
      await desk.sees('已经完成实名核验');
    });
  });

  describe('newborns', () => {
    const statusOf = async (applicationId: string) => {
      const [row] = await query<{ status: string }>(
        system.runtime.db,
        `select status from newborn_application where id = '${applicationId}'`,
      );
      return row!.status;
    };
    const open = async (by: Desk, babyName: string) => {
      const row = by.page.getByRole('row', { name: babyName });
      await row.getByRole('button', { name: '打开' }).click();
    };

    test('a queue with rows: one is taken up and refused, with the reason the family reads', async () => {
      const { application, mother } = await applyForReview(system, 'wen-suqing');
      await desk.goTo('新生儿', '新生儿一件事');
      await desk.sees(application.baby.nameMasked);
      await desk.looks('newborn-queue');
      await open(desk, application.baby.nameMasked);
      await desk.press('领取这份申请');
      await desk.press('不予通过');
      // the page has a button of that name, and so has the dialog
      await staff.page.getByRole('textbox', { name: '理由' }).waitFor();
      await desk.press('不予通过');
      await desk.sees('请写两个字以上');
      await desk.type('理由', '证明是外省开的，请先到发证医院核实');
      await desk.looks('newborn-refuse');
      await desk.press('不予通过');
      await eventually(async () =>
        expect(await statusOf(application.applicationId)).toBe('refused'),
      );
      await desk.sees('不予通过：证明是外省开的');
      await desk.looks('newborn-refused');
      await desk.press('关闭');
      const { applicationId } = application;
      const told = await mother.call('newborn.get', { applicationId });
      expect(JSON.stringify(told)).toContain('请先到发证医院核实');
      await staff.page.getByText('处理过的', { exact: true }).click();
      await desk.sees(application.baby.nameMasked);
      await desk.looks('newborn-decided');
    });

    test('against a mismatch two have to agree', async () => {
      const { applicationId } = await appeal(system, 'meng-fanying');
      await desk.goTo('退费');
      await desk.goTo('新生儿', '新生儿一件事');
      await desk.press('打开');
      await desk.press('领取这份申请');
      await desk.press('同意');
      await desk.type('理由', '看过换发的原件，医院已经更正');
      await desk.looks('newborn-first');
      await desk.press('同意');
      await desk.sees('同意：看过换发的原件');
      await desk.sees('现在等另一位同事');
      // who was the first is not offered to be the second
      expect(await staff.page.getByRole('button', { name: '作为第二人同意' }).count()).toBe(0);
      await desk.looks('newborn-waits-for-second');
      expect(await statusOf(applicationId)).toBe('queued');
      await desk.press('关闭');
      await colleague.goTo('新生儿', '新生儿一件事');
      await colleague.sees('等另一人同意');
      await colleague.looks('newborn-second-queue');
      await colleague.press('打开');
      await colleague.sees('作为第二人决定');
      await colleague.press('作为第二人同意');
      await colleague.type('理由', '复核无误');
      await colleague.press('同意');
      await eventually(async () => expect(await statusOf(applicationId)).toBe('approved'));
      await colleague.sees('可以替孩子办事的人');
      await colleague.looks('newborn-approved');
      await colleague.press('关闭');
    });
  });

  describe('the end of a guardianship', () => {
    let mother: Phone;
    let father: Phone;
    let number: string;
    let babyName: string;
    beforeAll(async () => {
      mother = await parentOf(system, 'tang-xinyi');
      father = await parentOf(system, 'qiao-zhiyuan');
      const { baby } = await apply(system, mother, { items: [] });
      number = birthOf(system, mother).certificateNumber;
      babyName = baby.nameMasked;
    });
    const wards = async (phone: Phone) =>
      (await phone.call('identity.listFamily', {})).members.length;
    const write = async () => {
      await staff.page.getByRole('radio', { name: '法院的判决' }).check();
      await desk.type('文书名称和字号', '民事判决书（2025）皖 0603 民初 12 号');
      await desk.type('说明', '判决由母亲抚养');
    };

    test('a number of nobody says what to try', async () => {
      await desk.goTo('监护关系');
      await desk.looks('guardians');
      await desk.press('查询');
      await desk.sees('请照证件填写完整的号码');
      await desk.type('孩子或监护人的证件号码', 'Z999999999');
      await desk.press('查询');
      await desk.sees('没有查到孩子');
      await desk.looks('guardians-nobody');
    });

    test('found by the certificate, written, read once more, ended; the father is told', async () => {
      await desk.type('孩子或监护人的证件号码', number);
      await desk.press('查询');
      await desk.sees('可以替孩子办事');
      await desk.looks('guardians-found');
      const row = staff.page.getByRole('row', { name: '父亲' });
      await row.getByRole('button', { name: '终止监护关系' }).click();
      await desk.press('下一步，核对');
      await desk.sees('请选择依据');
      await desk.looks('end-missing');
      await write();
      await desk.press('下一步，核对');
      await desk.sees('这一步不能撤回');
      await desk.looks('end-confirm');
      expect(await wards(father)).toBe(1);
      await desk.press('返回修改');
      expect(await staff.page.getByRole('textbox', { name: '说明' }).inputValue()).toBe(
        '判决由母亲抚养',
      );
      await desk.press('下一步，核对');
      await desk.press('核对无误，终止');
      await desk.sees('已终止：');
      await desk.sees('民事判决书（2025）皖 0603 民初 12 号。判决由母亲抚养');
      await desk.looks('ended');
      expect([await wards(father), await wards(mother)]).toEqual([0, 1]);
      const [told] = (await father.call('identity.listNotices', {})).notices;
      expect(told?.title).toBe('监护关系已终止');
      expect(told?.text).toContain(babyName);
    });

    test('a number in the reason is refused before anything ends', async () => {
      const row = staff.page.getByRole('row', { name: '母亲' });
      await row.getByRole('button', { name: '终止监护关系' }).click();
      await write();
      await desk.type('说明', `母亲 ${mother.user.resident.certNo}`);
      await desk.press('下一步，核对');
      await desk.press('核对无误，终止');
      await desk.sees('请不要写证件号码或手机号');
      await desk.looks('end-refused');
      expect(await wards(mother)).toBe(1);
      await desk.press('返回修改');
      await desk.press('取消');
    });

    test('a parent who is not recorded is kept from it beforehand', async () => {
      const other = await parentOf(system, 'xu-huilan');
      const son = other.user.family.find(({ relation }) => relation === 'son')!;
      await other.call('identity.addFamilyMember', { relation: 'son', ...claimOf(son.resident) });
      await desk.type('孩子或监护人的证件号码', son.resident.certNo);
      await desk.type('还没有登记的家长', other.user.resident.certNo);
      await desk.press('查询');
      await desk.sees('还没有登记为监护人');
      await desk.looks('parent-beforehand');
      await desk.press('不许登记为监护人');
      await write();
      await desk.press('下一步，核对');
      await desk.looks('parent-confirm');
      await desk.press('核对无误，不许登记');
      await desk.sees('已记下：');
      const [told] = (await other.call('identity.listNotices', {})).notices;
      expect(told?.title).toBe('不能登记为监护人');
    });

    test('from the application too', async () => {
      await desk.goTo('新生儿', '新生儿一件事');
      await staff.page.getByText('处理过的', { exact: true }).click();
      await staff.page
        .getByRole('row', { name: '已通过' })
        .getByRole('button', { name: '打开' })
        .click();
      await staff.page.getByRole('button', { name: '终止监护关系' }).first().click();
      await desk.sees('请先看过文书的原件');
      await desk.looks('end-from-application');
      await desk.press('取消');
      await desk.press('关闭');
    });
  });

  test('no screen had a serious barrier, none an error', () =>
    expectNothingWrong([desk, colleague], [staff, second]));
});
