import { hourMs } from '@yibao/shared/rules/dates';
import { type JoinedItemKind, joinedItemKinds } from '@yibao/shared/rules/joined-items';
import { outbox } from '@yibao/cloudfunctions/lib/database/schema';
import { enqueue } from '@yibao/cloudfunctions/lib/outbox/enqueue';
import { maxAttempts } from '@yibao/cloudfunctions/lib/outbox/deliver';
import { type HandOverState } from '@yibao/cloudfunctions/lib/ports/data-sharing';
import { departmentItemTopic, retryDeadItems } from '@yibao/cloudfunctions/newborn/items/hand-over';
import { itemsOf, lockItem, moveItem, openItems } from '@yibao/cloudfunctions/newborn/items/store';
import { engines } from '../support/database';
import {
  away,
  babyName,
  bornOn,
  type Family,
  type Files,
  openFiles,
  traceId,
} from './newborn-files';

jest.setTimeout(30_000);

const answer = (status: HandOverState['status'], more: Partial<HandOverState> = {}) => ({
  status,
  reference: 'GA-0001',
  reason: '',
  residentId: null,
  ...more,
});

describe.each(engines())('joined items on $name', (engine) => {
  let files: Files;
  beforeAll(async () => {
    files = await openFiles(engine);
  });
  beforeEach(async () => {
    await files.db.delete(outbox);
    files.silence();
  });
  afterAll(() => files.close());

  async function open(kinds: readonly JoinedItemKind[], hasIdNumber = false): Promise<Family> {
    const family = await files.family([...kinds]);
    const now = files.clock.at;
    await files.db.transaction((tx) =>
      openItems(tx, {
        applicationId: family.applicationId,
        kinds,
        hasIdNumber,
        now,
        send: async (message) => {
          await enqueue(tx, message, now);
        },
      }),
    );
    return family;
  }

  /** Moves the clock past every wait and lets the outbox run. */
  function later(hours = 1) {
    files.clock.at += hours * hourMs;
    return files.run();
  }

  async function deliver(applicationId: string, kind: JoinedItemKind) {
    const { id } = await files.item(applicationId, kind);
    return departmentItemTopic.deliver(files.runtime, { itemId: id }, traceId);
  }

  test('everything chosen is handed over, what needs the ID number waits; twice is once', async () => {
    const { applicationId } = await open([...joinedItemKinds, 'household']);
    const items = await itemsOf(files.db, applicationId);
    expect(Object.fromEntries(items.map(({ kind, status }) => [kind, status]))).toEqual({
      household: 'sending',
      socialCard: 'waiting',
      vaccination: 'sending',
      maternity: 'sending',
    });
    const sent = await files.messages('department.item');
    expect(sent.map(({ dedupeKey }) => dedupeKey).sort()).toEqual(
      items
        .filter(({ status }) => status === 'sending')
        .map(({ id }) => `${id}:1`)
        .sort(),
    );
    const known = await open(['socialCard'], true);
    expect(await files.item(known.applicationId, 'socialCard')).toMatchObject({
      status: 'sending',
    });
  });

  test('handed over once, then asked about; both parents hear of the end on their own page', async () => {
    const family = await open(['household']);
    const { applicationId, babyId } = family;
    const { id } = await files.item(applicationId, 'household');
    files.dataSharing.handOver.mockResolvedValue(answer('accepted'));
    expect(await files.run()).toMatchObject({ later: 1 });
    expect(files.dataSharing.handOver.mock.calls[0]?.[0]).toMatchObject({
      caseNo: `${id}-1`,
      item: 'household',
      certificateNumber: family.certificateNumber,
      babyName,
      bornAt: Date.parse(`${bornOn}T08:26:00+08:00`),
      guardian: { documentType: 'residentId', name: '唐心怡' },
      householdArea: '340603',
      residentId: null,
    });
    expect(await files.item(applicationId, 'household')).toMatchObject({
      status: 'accepted',
      reference: 'GA-0001',
    });
    // accepted still: nothing moves, nothing is written twice
    files.dataSharing.handOverState.mockResolvedValue(answer('accepted'));
    expect(await later()).toMatchObject({ later: 1 });
    files.dataSharing.handOverState.mockResolvedValue(answer('done'));
    expect(await later()).toMatchObject({ done: 1 });
    expect(files.dataSharing.handOverState).toHaveBeenCalledWith(`${id}-1`);
    expect(files.dataSharing.handOver).toHaveBeenCalledTimes(1);
    expect(await files.item(applicationId, 'household')).toMatchObject({ status: 'done' });
    expect((await files.auditsOf(babyId, 'newborn.item')).map(({ action }) => action)).toEqual([
      'newborn.item_accepted',
      'newborn.item_done',
    ]);
    for (const [parent, page] of [
      [family.motherId, applicationId],
      [family.fatherId, family.joinedId],
    ] as const) {
      const [notice, ...more] = await files.noticesOf(parent);
      expect(more).toEqual([]);
      expect(notice).toMatchObject({
        title: '「上户口」办好了',
        body: '乔*诺的「上户口」，公安部门已经办好。',
        link: `packageNewborn/pages/progress/index?applicationId=${page}`,
      });
    }
    // a message that comes once more finds nothing left to do
    expect(await deliver(applicationId, 'household')).toBe('done');
    expect(files.dataSharing.handOverState).toHaveBeenCalledTimes(2);
  });

  test('finished in the very first answer', async () => {
    const { applicationId } = await open(['vaccination']);
    files.dataSharing.handOver.mockResolvedValue(answer('done'));
    expect(await files.run()).toMatchObject({ done: 1 });
    expect((await files.item(applicationId, 'vaccination')).status).toBe('done');
  });

  test('returned: the reason in words, without the numbers it quoted; sent again as a new case', async () => {
    const family = await open(['maternity']);
    const { applicationId } = family;
    const number = files.idNumber('1996-03-08', 'female');
    const reason = `证件 ${number} 的照片看不清，请重新拍一张。`;
    files.dataSharing.handOver.mockResolvedValue(answer('returned', { reason }));
    expect(await files.run()).toMatchObject({ done: 1 });
    const item = await files.item(applicationId, 'maternity');
    expect(item).toMatchObject({
      status: 'returned',
      reason: '证件 …… 的照片看不清，请重新拍一张',
    });
    const [notice] = await files.noticesOf(family.motherId);
    expect(notice).toMatchObject({
      title: '「生育费用报销」退回来了，可以重新提交',
      body: '医保部门退回了乔*诺的「生育费用报销」：证件 …… 的照片看不清，请重新拍一张。准备好后可以重新提交。宝宝的医保不受影响。',
    });
    await files.db.transaction(async (tx) => {
      const locked = await lockItem(tx, applicationId, 'maternity');
      await moveItem(tx, locked, 'sent_again', files.clock.at, { attempt: 2, reason: null });
    });
    files.dataSharing.handOver.mockResolvedValue(answer('done'));
    expect(await deliver(applicationId, 'maternity')).toBe('done');
    expect(files.dataSharing.handOver.mock.calls.map(([{ caseNo }]) => caseNo)).toEqual([
      `${item.id}-1`,
      `${item.id}-2`,
    ]);
    expect(await files.noticesOf(family.fatherId)).toHaveLength(2);
  });

  test('returned without a word', async () => {
    const { applicationId } = await open(['maternity']);
    files.dataSharing.handOver.mockResolvedValue(answer('returned', { reason: ' 。' }));
    await files.run();
    expect((await files.item(applicationId, 'maternity')).reason).toBe('没有写明原因');
  });

  test('a department that lost the case is given it again, under the same number', async () => {
    const { applicationId } = await open(['household']);
    files.dataSharing.handOver.mockResolvedValue(answer('accepted'));
    await files.run();
    files.dataSharing.handOverState.mockResolvedValue(null);
    expect(await later()).toMatchObject({ later: 1 });
    const [first, second] = files.dataSharing.handOver.mock.calls;
    expect(second).toEqual(first);
    expect((await files.item(applicationId, 'household')).status).toBe('accepted');
  });

  test('an answer for an attempt that is over moves nothing', async () => {
    const { applicationId } = await open(['household']);
    files.dataSharing.handOver.mockImplementation(async () => {
      await files.db.transaction(async (tx) => {
        const locked = await lockItem(tx, applicationId, 'household');
        const returned = await moveItem(tx, locked, 'returned', files.clock.at, { reason: 'x' });
        await moveItem(tx, returned, 'sent_again', files.clock.at, { attempt: 2, reason: null });
      });
      return answer('returned', { reason: '旧的' });
    });
    expect(await deliver(applicationId, 'household')).toBe('done');
    expect(await files.item(applicationId, 'household')).toMatchObject({
      status: 'sending',
      attempt: 2,
      reason: null,
    });
  });

  test('a department away for a day: nothing lost, asked each hour until it answers', async () => {
    const { applicationId } = await open(['household']);
    for (let n = 0; n < maxAttempts; n++) await later();
    expect(await files.messages('department.item')).toMatchObject([{ status: 'dead' }]);
    expect((await files.item(applicationId, 'household')).status).toBe('sending');
    const retry = () => retryDeadItems(files.runtime, { limit: 50 });
    expect(await retry()).toBe(0);
    for (let n = 0; n < 5; n++) {
      files.clock.at += hourMs;
      expect(await retry()).toBe(1);
      expect(await retry()).toBe(0);
      expect(await files.run()).toMatchObject({ dead: 1 });
    }
    files.dataSharing.handOver.mockResolvedValue(answer('done'));
    files.clock.at += hourMs;
    expect(await retry()).toBe(1);
    expect(await files.run()).toMatchObject({ done: 1 });
    files.clock.at += hourMs;
    expect(await retry()).toBe(0);
  });

  test('a dead message of an item that has ended is left alone', async () => {
    const { applicationId } = await open(['household']);
    for (let n = 0; n < maxAttempts; n++) await later();
    await files.db.transaction(async (tx) => {
      const locked = await lockItem(tx, applicationId, 'household');
      await moveItem(tx, locked, 'done', files.clock.at);
    });
    files.clock.at += hourMs;
    expect(await retryDeadItems(files.runtime, { limit: 50 })).toBe(0);
  });

  describe('the household item brings the ID number', () => {
    const fits = { sex: 'female', birthDate: bornOn, hasResidencePermit: false } as const;
    const registered = { ...fits, householdRegion: '340603', deceased: false };

    async function householdDone() {
      const family = await open(['household', 'socialCard']);
      const residentId = files.idNumber(bornOn, 'female');
      files.dataSharing.handOver.mockImplementation(({ item }) =>
        item === 'household'
          ? Promise.resolve(answer('done', { residentId }))
          : Promise.reject(away()),
      );
      return { ...family, residentId };
    }

    test('upgraded in place, and what waited for the number goes out', async () => {
      const family = await householdDone();
      const birthCertificate = family.certificateNumber;
      files.dataSharing.findInPopulation.mockResolvedValue({ ...registered, birthCertificate });
      expect(await files.run()).toMatchObject({ done: 1 });
      expect((await files.item(family.applicationId, 'household')).status).toBe('done');
      expect((await files.item(family.applicationId, 'socialCard')).status).toBe('sending');
      expect(await files.personRow(family.babyId)).toMatchObject({ documentType: 'residentId' });
      expect(await files.upgradesOf(family.babyId)).toMatchObject([
        { outcome: 'upgraded', askedBy: 'registry', accountId: null },
      ]);
      files.dataSharing.handOver.mockReset().mockResolvedValue(answer('accepted'));
      await later();
      expect(files.dataSharing.handOver.mock.calls.map(([each]) => each)).toMatchObject([
        { item: 'socialCard', residentId: family.residentId },
      ]);
    });

    test('the population registry away: the item waits, and so does the number', async () => {
      const family = await householdDone();
      expect(await files.run()).toMatchObject({ failed: 1 });
      expect((await files.item(family.applicationId, 'household')).status).toBe('sending');
      expect(await files.upgradesOf(family.babyId)).toEqual([]);
      files.dataSharing.findInPopulation.mockResolvedValue({
        ...registered,
        birthCertificate: null,
      });
      expect(await later()).toMatchObject({ done: 1 });
      expect(await files.personRow(family.babyId)).toMatchObject({ documentType: 'residentId' });
    });

    test('a number that is another baby’s is refused and audited; the item is done all the same', async () => {
      const family = await householdDone();
      const birthCertificate = 'T340000001';
      files.dataSharing.findInPopulation.mockResolvedValue({ ...registered, birthCertificate });
      expect(await files.run()).toMatchObject({ done: 1 });
      expect((await files.item(family.applicationId, 'household')).status).toBe('done');
      expect((await files.item(family.applicationId, 'socialCard')).status).toBe('waiting');
      expect(await files.personRow(family.babyId)).toMatchObject({
        documentType: 'birthCertificate',
      });
      expect(await files.upgradesOf(family.babyId)).toMatchObject([
        { outcome: 'refused', askedBy: 'registry', reason: 'certificate' },
      ]);
      expect(await files.auditsOf(family.babyId, 'newborn.upgradeIdentity')).toHaveLength(1);
      const titles = (await files.noticesOf(family.motherId)).map(({ title }) => title);
      expect(titles.sort()).toEqual(['「上户口」办好了', '宝宝的身份证号码还没有换上'].sort());
    });
  });
});
