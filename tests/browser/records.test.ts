import { readFileSync } from 'node:fs';
import { addRelative, selfId, verify } from '../support/journey';
import { apply } from '../support/newborn';
import { type Phone, phoneOf, sandboxPoster } from '../support/system';
import { addMother, verifyByFace } from './phone-journey';
import { openScene, type Scene, stages } from './stages';

jest.setTimeout(180_000);

describe.each(stages)('ten years of a family of five in Chromium: $name', (stage) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(stage, 'jiang-xiaomei', 'records');
  });
  afterAll(() => scene.close());

  test('a daughter sees every year of her own cover, of what was paid, and of visits', async () => {
    const { phone, thumb, user } = scene;
    await stage.logIn(phone.page, user);
    await verifyByFace(thumb, stage, user.resident);
    await addMother(thumb, user.family.find(({ relation }) => relation === 'mother')!.resident);
    await thumb.looks('go-records');
    await thumb.tap('go-records');
    await thumb.sees('连续参保 10 年');
    await thumb.looks('cover-2016');
    await thumb.tap('tab-payments');
    await thumb.sees('医保系统里的');
    await thumb.looks('go-orders');
    await thumb.tap('tab-settlements');
    await thumb.sees('看更早的');
    await thumb.looks('more-settlements');
    await thumb.tap('more-filters');
    await thumb.type('search', '晨光');
    await thumb.tap('search-now');
    await thumb.looks('search-now');
  });

  test.each([
    ['pdf', '看病报销记录-全部年度-2025-11-20.pdf'],
    ['csv', '看病报销记录-全部年度-2025-11-20.csv'],
  ] as const)('she saves them all as %s', async (format, fileName) => {
    const { thumb } = scene;
    await thumb.tap('export');
    await thumb.tap(`format-${format}`);
    await thumb.looks('export-sheet');
    const download = thumb.page.waitForEvent('download');
    await thumb.tap('export-confirm');
    if (stage.name === 'weapp') {
      await thumb.looks('file-ready');
      await thumb.tap('share-file');
      await thumb.page.locator('[data-dialog="share"] a').click();
    }
    const file = await download;
    expect(file.suggestedFilename()).toBe(fileName);
    const content = readFileSync(await file.path());
    const start = format === 'pdf' ? '%PDF-1.7' : '\uFEFF看病报销记录';
    expect(content.subarray(0, Buffer.byteLength(start)).toString()).toBe(start);
    if (stage.name === 'weapp') {
      await thumb.page.locator('[data-dialog="share"]').getByText('发送', { exact: true }).click();
    } else {
      await thumb.looks('file-saved');
    }
  });

  test('one year in a picture, and the caps in words', async () => {
    const { thumb } = scene;
    await thumb.tap('go-year');
    await thumb.sees('还能报');
    await thumb.looks('cap-basic');
    await stage.goBack(thumb.page);
  });

  test('her mother’s records are shut; she asks', async () => {
    const { thumb } = scene;
    await thumb.page.locator('.person-tab:visible').last().click();
    await thumb.sees('要妈妈本人同意才能看');
    await thumb.looks('go-ask');
    await thumb.tap('go-ask');
    await thumb.tap('ask-covers');
    await thumb.tap('ask-settlements');
    await thumb.looks('ask-confirm');
    await thumb.tap('ask-confirm');
    await thumb.sees('等待同意');
  });

  test('her mother gives one thing of it and sees the look', async () => {
    const { thumb: daughter } = scene;
    const { phone, thumb, user } = await scene.secondPhone('liu-xiuying');
    await stage.logIn(phone.page, user);
    await verifyByFace(thumb, stage, user.resident);
    await thumb.tap('go-records');
    await thumb.sees('有 1 位家人在等您回答');
    await thumb.tap('go-grants');
    await thumb.sees('等您回答');
    await thumb.looks('grants');
    await thumb.page.getByText('同意', { exact: true }).locator('visible=true').first().click();
    await thumb.sees('给江晓梅看什么');
    await thumb.sees('对方说是您的女儿，系统没有核实。不认识就点「不同意」');
    await thumb.sees('先点选至少一样');
    await thumb.tap('answer-settlements');
    await thumb.looks('answer-confirm');
    await thumb.tap('answer-confirm');
    await thumb.sees('可以看');
    await stage.goBack(daughter.page);
    await daughter.page.locator('.person-tab:visible').last().click();
    await daughter.tap('tab-covers');
    await daughter.sees('没有给您看参保和待遇');
    await daughter.looks('not-given');
    await daughter.tap('tab-settlements');
    await daughter.sees('看更早的');
    await daughter.looks('more-settlements');
    await daughter.page.locator('.settlement-row:visible').first().click();
    await daughter.sees('谁付的');
    await daughter.looks('bill');
    await thumb.tap('go-looks');
    await thumb.sees('看了看病报销记录');
    await thumb.looks('looks');
  });

  test('her husband and her grown son agree too, the baby needs nobody to: five of five', async () => {
    const { thumb, system, user } = scene;
    const sandbox = { sandboxPost: sandboxPoster(system) };
    const jiang = phoneOf(system, 'jiang-xiaomei');
    const givesAll = async (key: string, relation: string) => {
      const other: Phone = phoneOf(system, key);
      await verify(sandbox, other);
      await addRelative(jiang, relation);
      await other.call('records.give', {
        personId: await selfId(jiang),
        kinds: ['covers', 'payments', 'settlements'],
      });
    };
    await givesAll('gu-changhe', 'spouse');
    await givesAll('gu-yiming', 'son');
    await apply(system, jiang);
    await thumb.page.goto(stage.address(system, user));
    await thumb.tap('go-records');
    await thumb.page.locator('.person-tab:visible').nth(4).waitFor();
    await thumb.looks('go-grants');
    for (const person of await thumb.page.locator('.person-tab:visible').all()) {
      await person.click();
      await thumb.page.locator('#export:visible, #not-given:visible').last().waitFor();
    }
    await thumb.looks('go-grants');
    expect(await thumb.page.locator('.person-tab:visible').count()).toBe(5);
  });

  test('no screen had a serious barrier, none an error', () => {
    const { phone, thumb } = scene;
    expect(thumb.barriers).toEqual([]);
    const unexpected = phone.problems.filter((problem) => !/status of 40[134]/.test(problem));
    expect(unexpected).toEqual([]);
  });
});

describe.each(stages)('a child’s records in Chromium: $name', (stage) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(stage, 'pan-jianguo', 'guardian');
    const { system, phone, user } = scene;
    const father = phoneOf(system, 'pan-jianguo');
    await verify({ sandboxPost: sandboxPoster(system) }, father);
    await addRelative(father, 'daughter');
    await phone.page.goto(stage.address(system, user));
    await stage.logIn(phone.page, user);
  });
  afterAll(() => scene.close());

  test('the register proves that he is her father, and her records are open', async () => {
    const { thumb } = scene;
    await thumb.tap('go-records');
    await thumb.page.locator('.person-tab:visible').last().click();
    await thumb.looks('go-guard');
    await thumb.tap('go-guard');
    await thumb.looks('export');
    expect(thumb.barriers).toEqual([]);
  });
});
