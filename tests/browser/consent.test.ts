import { readFileSync } from 'node:fs';
import { type Output } from '@yibao/shared/contracts';
import { type ConsentScope } from '@yibao/shared/rules/consent-scope';
import { settlementKinds } from '@yibao/shared/rules/settlement';
import { eventually } from '../support/chromium';
import { addRelative, claimOf, selfId, until, verify } from '../support/journey';
import { type ConsoleClerk, logins, organisations, signInAs } from '../support/organisations';
import { phoneOf, sandboxPoster } from '../support/system';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(180_000);

/** More than a claim needs, so that there is something to take away. */
const asked: ConsentScope = {
  fields: ['nameMasked', 'insured', 'settledOn', 'institutionName', 'totalFen', 'documentNumber'],
  kinds: [...settlementKinds],
  dataFrom: '2024-12-01',
  dataTo: '2025-11-20',
  validDays: 30,
  frequency: { unit: 'DAY', limit: 2 },
  modes: ['VIEW', 'PREVIEW', 'PRINT', 'EXPORT'],
  retentionDays: 30,
};
const words = '给您办住院理赔，核对看病花了多少';
const insurer = organisations.insurer.name;

describe.each(stages)('an insurer asks, the person decides, in Chromium: $name', (stage) => {
  let scene: Scene;
  let clerk: ConsoleClerk;
  let consentId: string;

  beforeAll(async () => {
    scene = await openScene(stage, 'jiang-xiaomei', 'consent');
    const { system, phone, user } = scene;
    const person = phoneOf(system, user.key);
    await verify({ sandboxPost: sandboxPoster(system) }, person);
    await person.call('records.refresh', { personId: await selfId(person), byHand: true });
    clerk = await signInAs(system, logins.insurer);
    await phone.page.goto(stage.address(system, user));
    await stage.logIn(phone.page, user);
    await scene.thumb.looks('go-consents');
  });
  afterAll(() => scene.close());

  const look = (fields: ConsentScope['fields']): Promise<Output<'partner.look'>> =>
    clerk.call('partner.look', { consentId, fields, dataFrom: '2025-01-01', dataTo: '2025-11-20' });

  test('nobody can see anything; then a request arrives', async () => {
    const { thumb, user } = scene;
    await thumb.tap('go-consents');
    await thumb.sees('没有机构能看您的医保信息');
    await thumb.looks('consents-answer');
    await stage.goBack(thumb.page);
    const { consents } = await clerk.call('partner.request', {
      people: [claimOf(user.resident)],
      caseNo: 'LP-2025-0018',
      purpose: 'CLAIM',
      scope: asked,
      words,
    });
    consentId = consents[0]!.consentId;
    // told a moment later: how long an answer takes must not say whether somebody is known
    await until(
      () => phoneOf(scene.system, user.key).call('identity.listNotices', {}),
      ({ notices }) => notices.some(({ title }) => title === '有机构想看您的医保信息'),
    );
    await thumb.tap('go-notices');
    await thumb.sees('有机构想看您的医保信息');
    await thumb.looks('notices');
    await stage.goBack(thumb.page);
    await thumb.sees('有 1 个请求等您决定');
    await thumb.looks('go-consents');
    await thumb.tap('go-consents');
    await thumb.sees('有 1 个机构想看您的医保信息');
    await thumb.looks(`answer-${consentId}`);
  });

  test('she reads who asks and what for, and takes things away', async () => {
    const { thumb } = scene;
    await thumb.tap(`answer-${consentId}`);
    await thumb.sees(words);
    await thumb.sees(`${insurer}想看您的医保信息`);
    await thumb.looks('their-words');
    await thumb.tap('asked-next');
    await thumb.sees('含很敏感的：完整证件号码');
    await thumb.looks('change-fields');
    await thumb.tap('change-fields');
    await thumb.sees('很敏感');
    await thumb.tap('field-documentNumber');
    await thumb.looks('field-documentNumber');
    await thumb.tap('part-done');
    await thumb.tap('change-kinds');
    await thumb.tap('kind-maternity');
    await thumb.looks('kind-maternity');
    await thumb.tap('part-done');
    await thumb.tap('change-period');
    await thumb.tap('period-own');
    await thumb.tap('from-year-2025');
    await thumb.tap('from-month-1');
    await thumb.sees('2025 年 1 月 1 日到 2025 年 11 月 20 日');
    await thumb.looks('own-period');
    await thumb.tap('part-done');
    for (const [part, choice] of [
      ['often', 'often-DAY-1'],
      ['until', 'until-7'],
      ['modes', 'mode-EXPORT'],
      ['keep', 'keep-7'],
    ] as const) {
      await thumb.tap(`change-${part}`);
      await thumb.tap(choice);
      await thumb.looks(choice);
      await thumb.tap('part-done');
    }
    await thumb.sees('您改少了');
    await thumb.looks('scope-next');
  });

  test('nothing is ticked for her, and without both ticks there is no way on', async () => {
    const { thumb } = scene;
    await thumb.tap('scope-next');
    await thumb.looks('consent-notice');
    for (const id of ['tick-third-party', 'tick-sensitive']) {
      const box = thumb.page.locator(`#${id}:visible`);
      expect(await box.getAttribute('aria-checked')).toBe('false');
    }
    await thumb.tap('notice-next');
    await thumb.sees('还有 2 处要改一下');
    await thumb.looks('error-summary');
    await thumb.tap('tick-third-party');
    await thumb.tap('notice-next');
    await thumb.sees('还有 1 处要改一下');
    await thumb.tap('tick-sensitive');
    await thumb.looks('tick-sensitive');
  });

  test('she shows her face, and it is granted as she narrowed it', async () => {
    const { thumb } = scene;
    await thumb.tap('notice-next');
    await thumb.looks('start-face');
    await thumb.tap('start-face');
    await stage.passFaceCheck(thumb.page);
    await thumb.sees('授权好了');
    await thumb.sees('2025 年 11 月 27 日自动结束，今天还能看 1 次');
    await thumb.looks('consent-active');
    const { granted, verification } = await phoneOf(scene.system, scene.user.key).call(
      'consent.detail',
      { consentId },
    );
    expect(verification).toBe('face');
    expect(granted).toEqual({
      fields: ['nameMasked', 'insured', 'settledOn', 'institutionName', 'totalFen'],
      kinds: settlementKinds.filter((kind) => kind !== 'maternity'),
      dataFrom: '2025-01-01',
      dataTo: '2025-11-20',
      validDays: 7,
      frequency: { unit: 'DAY', limit: 1 },
      modes: ['VIEW', 'PREVIEW', 'PRINT'],
      retentionDays: 7,
    });
  });

  test.each([
    ['pdf', '%PDF-1.7'],
    ['json', '{'],
  ] as const)('she keeps the receipt as %s', async (form, start) => {
    const { thumb } = scene;
    await thumb.tap('receipt');
    await thumb.tap(`form-${form}`);
    await thumb.looks('receipt-sheet');
    const download = thumb.page.waitForEvent('download');
    await thumb.tap('receipt-confirm');
    if (stage.name === 'weapp') {
      await thumb.looks('file-ready');
      await thumb.tap('share-file');
      await thumb.page.locator('[data-dialog="share"] a').click();
    }
    const content = readFileSync(await (await download).path());
    expect(content.subarray(0, start.length).toString()).toBe(start);
    if (stage.name === 'weapp') {
      await thumb.page.locator('[data-dialog="share"]').getByText('发送', { exact: true }).click();
    } else {
      await thumb.looks('file-saved');
    }
  });

  test('the clerk looks once, and is refused what was taken away: both stand with her', async () => {
    const { thumb } = scene;
    const shown = await look(['nameMasked', 'settledOn', 'totalFen']);
    expect(shown.decision).toBe('shown');
    expect(await look(['documentNumber'])).toMatchObject({ reason: 'field_not_granted' });
    expect(await look(['totalFen'])).toMatchObject({ reason: 'quota_used_up' });
    await thumb.tap('consent-looks');
    await thumb.sees('原因：没有允许看这项内容');
    await thumb.sees('原因：允许看的次数已经用完');
    await thumb.sees('查看，看到 \\d+ 条看病记录');
    await thumb.sees(organisations.insurer.clerks[0]!.name);
    await thumb.sees('案件编号：LP-2025-0018');
    await thumb.looks('consent-looks');
    await thumb.tap('looks-outcome-shown');
    await eventually(async () => {
      expect(await thumb.page.getByText('原因：').locator('visible=true').count()).toBe(0);
    });
    await thumb.sees('查看，看到 \\d+ 条看病记录');
    await thumb.tap('looks-outcome-all');
    await thumb.sees('原因：没有允许看这项内容');
  });

  test('she complains about a look and learns what happens next', async () => {
    const { thumb } = scene;
    await thumb.page.getByText('觉得不对？投诉').locator('visible=true').first().click();
    await thumb.tap('send-complaint');
    await thumb.sees('请选一样');
    await thumb.tap('cause-often');
    await thumb.looks('cause-often');
    await thumb.tap('send-complaint');
    await thumb.sees('投诉已经交给医保局');
    await thumb.looks('complaint-sent');
    await thumb.tap('go-complaints');
    await thumb.sees('等医保局答复');
    await thumb.looks('consent-complaints');
    await stage.goBack(thumb.page);
  });

  test('she takes it back from the list, and the next look is refused', async () => {
    const { thumb } = scene;
    await thumb.tap('go-consent');
    await thumb.tap('all-consents');
    await thumb.sees('现在有 1 个机构能看您的医保信息');
    await thumb.looks(`revoke-${consentId}`);
    await thumb.tap(`pause-${consentId}`);
    await thumb.looks('manage-confirm');
    await thumb.tap('manage-confirm');
    await thumb.sees('已暂停');
    await thumb.tap(`revoke-${consentId}`);
    await thumb.tap('manage-confirm');
    await thumb.sees('没有机构能看您的医保信息');
    await thumb.tap('show-ended');
    await thumb.sees('您已经收回，对方不能再看');
    await thumb.looks('show-ended');
    expect(await look(['totalFen'])).toMatchObject({ decision: 'refused', reason: 'not_active' });
  });

  test('nobody has changed what was written down', async () => {
    const { thumb } = scene;
    await thumb.tap('go-chain');
    await thumb.sees('和写下时一样');
    await thumb.looks('chain-answer');
    await stage.goBack(thumb.page);
  });

  test('what she may ask for, and until when it is answered', async () => {
    const { thumb } = scene;
    await thumb.tap('go-rights');
    await thumb.looks('ask-explanation');
    await thumb.tap('ask-explanation');
    await thumb.tap('send-right');
    await thumb.sees('请写一句话');
    await thumb.write('right-text', '为什么能看到我的住院费用');
    await thumb.looks('send-right');
    await thumb.tap('send-right');
    await thumb.sees('已经交给医保局');
    await thumb.sees('医保局会在 2025 年 12 月 5 日前答复');
    await thumb.looks('right-sent');
  });

  test('no screen had a serious barrier, none an error', () => {
    const { phone, thumb } = scene;
    expect(thumb.barriers).toEqual([]);
    expect(phone.problems.filter((problem) => !/status of 40[134]/.test(problem))).toEqual([]);
  });
});

describe.each(stages)('a consent of one’s own, in large type, in Chromium: $name', (stage) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(stage, 'pan-jianguo', 'consent-own');
    const { system, phone, user } = scene;
    const father = phoneOf(system, user.key);
    await verify({ sandboxPost: sandboxPoster(system) }, father);
    await father.call('records.guard', { personId: await addRelative(father, 'daughter') });
    await phone.page.goto(stage.address(system, user));
    await stage.logIn(phone.page, user);
    await scene.thumb.tap('go-settings');
    await scene.thumb.tap('elder-mode');
    await stage.goBack(phone.page);
  });
  afterAll(() => scene.close());

  test('he finds his employer and begins with little', async () => {
    const { thumb } = scene;
    await thumb.tap('go-consents');
    await thumb.looks('go-begin');
    await thumb.tap('go-begin');
    await thumb.type('party-search', organisations.employer.name.slice(2, 4));
    await thumb.looks('party-search');
    await thumb.page.getByText(organisations.employer.name).locator('visible=true').last().click();
    await thumb.tap('purpose-SECOND_REIMBURSEMENT');
    await thumb.sees('谁的信息');
    await thumb.looks('purpose-next');
    await thumb.tap('purpose-next');
    await thumb.sees('先给您选了够用的');
    await thumb.looks('begin-next');
    await thumb.tap('begin-next');
    await thumb.looks('consent-notice');
    await thumb.tap('tick-third-party');
    await thumb.tap('tick-sensitive');
    await thumb.tap('notice-next');
  });

  test('instead of the face a code that the counter confirms', async () => {
    const { thumb, system } = scene;
    await thumb.tap('go-counter');
    await thumb.tap('get-code');
    await thumb.looks('counter-code-digits');
    const code = await thumb.page.locator('#counter-code-digits:visible').innerText();
    const staff = phoneOf(system, 'gao-min');
    await verify({ sandboxPost: sandboxPoster(system) }, staff);
    const { name, documentNumber } = claimOf(scene.user.resident);
    await staff.call('oversight.confirmCode', {
      code: code.replace(/\s/g, ''),
      name,
      documentNumber,
    });
    await thumb.sees('窗口已经确认您是本人');
    await thumb.looks('grant');
    await thumb.tap('grant');
    await thumb.sees('授权好了');
    await thumb.looks('consent-active');
  });

  test('a request about his daughter says whose it is, and his no is enough', async () => {
    const { thumb, system, user } = scene;
    const daughter = user.family.find(({ relation }) => relation === 'daughter')!;
    const clerk = await signInAs(system, logins.insurer);
    await clerk.call('partner.request', {
      people: [claimOf(daughter.resident)],
      caseNo: 'LP-2025-0019',
      purpose: 'CLAIM',
      scope: asked,
      words,
    });
    await thumb.tap('all-consents');
    await thumb.sees('有 1 个机构想看孩子的医保信息');
    await thumb.looks('consents-answer');
    await thumb.page.getByText('看一看，再决定').locator('visible=true').click();
    await thumb.sees('孩子不满 14 周岁，由您这位监护人决定');
    await thumb.looks('ward');
    await thumb.tap('deny');
    await thumb.looks('manage-confirm');
    await thumb.tap('manage-confirm');
    await thumb.sees('您没有同意，对方看不到任何内容');
    await thumb.looks('consent-denied');
  });

  test('no screen had a serious barrier', () => {
    expect(scene.thumb.barriers).toEqual([]);
  });
});
