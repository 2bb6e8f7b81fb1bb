import { engines } from '../support/database';
import { selfId } from '../support/journey';
import { coverageYear, startTown, type Town } from './payment-support';
import { accept, goTo, inboxOf, noticesTo, remindersOf } from './reminders-support';

jest.setTimeout(60_000);

describe.each(engines())('a window closes, on $name', (engine) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(engine);
  });
  afterAll(() => town.close());

  test('seven days before, one message names the whole family, in the app and in WeChat', async () => {
    const phone = await town.login('xu-huilan');
    const personId = await selfId(phone);
    await town.payable(phone);
    await town.adopt(phone, 'deceased');
    await accept(town, phone, 'windowCloses');
    await goTo(town, '2025-12-23 12:00');
    expect(await remindersOf(town)).toEqual([]);
    await goTo(town, '2025-12-24 07:59');
    expect(await noticesTo(town, personId)).toEqual([]);
    await goTo(town, '2025-12-24 12:00');
    const [told, ...more] = await noticesTo(town, personId);
    expect(more).toEqual([]);
    expect(told!.title).toBe('12 月 31 日截止，家里 2 人没缴');
    expect(told!.body).toMatch(/^2026 年度居民医保 2025 年 12 月 31 日截止。还没缴的：您本人、/);
    const messages = await inboxOf(town, phone);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      title: '缴费截止提醒',
      page: `packageEnrollment/pages/choose/index?year=${coverageYear}`,
      lines: [{}, { text: '2025-12-31' }, {}, { text: '12 月 31 日截止，家里 2 人没缴' }],
    });
  });
});
