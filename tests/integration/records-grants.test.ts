import { randomUUID } from 'node:crypto';
import { engines } from '../support/database';
import { addRelative, selfId, verify } from '../support/journey';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('who may look, on $name', (engine) => {
  let system: TestSystem;
  let daughter: Phone;
  let mother: Phone;
  let stranger: Phone;
  let daughterId: string;
  let motherId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    daughter = system.phone('jiang-xiaomei');
    mother = system.phone('liu-xiuying');
    stranger = system.phone('luo-jun');
    daughterId = await withRecords(system, daughter);
    motherId = await withRecords(system, mother);
    await verify(system, stranger);
    await addRelative(daughter, 'mother');
  });
  afterAll(() => system.close());

  const readers = ['records.covers', 'records.payments', 'records.settlements'] as const;
  const openTo = async (phone: Phone) => {
    const open = [];
    for (const action of readers) {
      const reply = await phone.reply(action, { personId: motherId });
      open.push(reply.ok ? 'ok' : reply.error.code);
    }
    return open;
  };
  const shut = ['not_found', 'not_found', 'not_found'];

  test('having added somebody opens nothing, and refreshing them neither', async () => {
    expect(await openTo(daughter)).toEqual(shut);
    expect(await openTo(stranger)).toEqual(shut);
    const personId = motherId;
    expect(await daughter.refused('records.refresh', { personId, byHand: true })).toBe('not_found');
    for (const kind of ['covers', 'payments', 'settlements'] as const) {
      expect(await daughter.refused('records.export', { personId, kind })).toBe('not_found');
    }
    const { people } = await daughter.call('records.people', {});
    expect(people.map(({ access }) => access)).toEqual(['self', 'none']);
  });

  test('a stranger cannot ask, nor give', async () => {
    const input = { personId: motherId, kinds: ['covers' as const] };
    expect(await stranger.refused('records.ask', input)).toBe('not_found');
    expect(await stranger.refused('records.give', input)).toBe('not_found');
  });

  test('the daughter asks, the mother gives less, and only that is open', async () => {
    const asked = await daughter.call('records.ask', {
      personId: motherId,
      kinds: ['covers', 'settlements'],
    });
    expect(asked).toMatchObject({ side: 'theirs', status: 'requested', askerName: null });
    expect(await openTo(daughter)).toEqual(shut);
    expect((await mother.call('records.people', {})).openRequests).toBe(1);
    const { grants } = await mother.call('records.grants', {});
    expect(grants[0]).toMatchObject({
      side: 'mine',
      status: 'requested',
      // the daughter added her, so she says that she is the daughter: nobody has checked it
      other: { nameMasked: '江*梅', relation: 'daughter', isNamed: false },
      // who is asked has to know by whom
      askerName: '江晓梅',
    });
    const { notices } = await mother.call('identity.listNotices', {});
    expect(notices[0]).toMatchObject({ title: '家人想看您的医保记录' });
    const grantId = asked.grantId;
    // the one who asked cannot answer
    expect(await daughter.refused('records.answer', { grantId, decision: 'give' })).toBe(
      'not_found',
    );
    expect(await stranger.refused('records.endGrant', { grantId })).toBe('not_found');
    const given = await mother.call('records.answer', {
      grantId,
      decision: 'give',
      kinds: ['covers', 'payments'],
    });
    // what was not asked for is not given with it
    expect(given).toMatchObject({ status: 'active', kinds: ['covers'], askerName: null });
    expect(await openTo(daughter)).toEqual(['ok', 'not_found', 'not_found']);
    expect(await openTo(stranger)).toEqual(shut);
  });

  test('whoever may see cover alone learns nothing of claims', async () => {
    const { covers } = await daughter.call('records.covers', { personId: motherId });
    expect(covers[0]!.incentive).toMatchObject({ zeroClaimFen: null });
  });

  test('every look is written down with the grant, and the mother sees it', async () => {
    await mother.call('records.give', {
      personId: daughterId,
      kinds: ['covers', 'settlements'],
    });
    expect(await openTo(daughter)).toEqual(['ok', 'not_found', 'ok']);
    const saved = await daughter.call('records.export', {
      personId: motherId,
      kind: 'settlements',
    });
    expect(saved.rowCount).toBeGreaterThan(10);
    // not her own: masked
    expect(saved.text).toContain('柳*英');
    expect(saved.text).not.toContain('柳秀英');
    const { looks } = await mother.call('records.looks', {});
    expect(looks.map(({ kind, isExport }) => [kind, isExport])).toEqual([
      ['settlements', true],
      ['settlements', false],
      ['covers', false],
    ]);
    expect(looks[0]!.viewer).toMatchObject({ nameMasked: '江*梅', relation: 'daughter' });
    const entries = await query(
      system.runtime.db,
      `select details from audit_entry where action = 'records.look'
       and subject_person_id = '${motherId}' and details->>'grantId' is null`,
    );
    expect(entries).toEqual([]);
    // one's own looks are nobody's news
    await mother.call('records.covers', { personId: motherId });
    expect((await mother.call('records.looks', {})).looks).toHaveLength(3);
    expect((await daughter.call('records.looks', {})).looks).toEqual([]);
  });

  test('another person’s settlement number answers not_found', async () => {
    const { settlements } = await mother.call('records.settlements', { personId: motherId });
    const { settlementNo } = settlements[0]!;
    const ask = (phone: Phone, personId: string) =>
      phone.refused('records.settlement', { personId, settlementNo });
    expect(await ask(daughter, daughterId)).toBe('not_found');
    expect(await ask(stranger, motherId)).toBe('not_found');
    expect(await ask(stranger, await selfId(stranger))).toBe('not_found');
  });

  test('taken back it is shut at the very next question, and cannot be taken back twice', async () => {
    const { grants } = await mother.call('records.grants', {});
    const grantId = grants.find(({ status }) => status === 'active')!.grantId;
    await mother.call('records.endGrant', { grantId });
    expect(await openTo(daughter)).toEqual(shut);
    expect(await mother.refused('records.endGrant', { grantId })).toBe('grant_state');
    expect(await daughter.refused('records.endGrant', { grantId })).toBe('grant_state');
    const { notices } = await daughter.call('identity.listNotices', {});
    expect(notices[0]!.title).toBe('家人收回了给您看的医保记录');
    // who could look is told why it is shut; nobody else learns that there ever was a grant
    const messageTo = async (phone: Phone) => {
      const reply = await phone.reply('records.settlements', { personId: motherId });
      return reply.ok ? 'ok' : reply.error.message;
    };
    expect(await messageTo(daughter)).toBe('对方已经收回，不再给您看这些记录了');
    expect(await messageTo(stranger)).toBe('没有找到这条记录');
  });

  test('a question is declined, withdrawn, or lapses after thirty days', async () => {
    const kinds = ['covers' as const];
    const ask = () => daughter.call('records.ask', { personId: motherId, kinds });
    const { grantId } = await ask();
    expect(await daughter.refused('records.ask', { personId: motherId, kinds })).toBe(
      'grant_state',
    );
    await mother.call('records.answer', { grantId, decision: 'decline' });
    const second = await ask();
    const ended = await daughter.call('records.endGrant', { grantId: second.grantId });
    expect(ended.status).toBe('withdrawn');
    const third = await ask();
    await system.advance(30 * 24 * 60 + 1);
    const { grants } = await mother.call('records.grants', {});
    expect(grants.find((each) => each.grantId === third.grantId)).toMatchObject({
      status: 'expired',
    });
    expect((await mother.call('records.people', {})).openRequests).toBe(0);
  });

  test('nobody is asked more than five times a day', async () => {
    const kinds = ['covers' as const];
    const codes: string[] = [];
    for (let n = 0; n < 6; n++) {
      const reply = await daughter.reply('records.ask', { personId: motherId, kinds });
      codes.push(reply.ok ? 'ok' : reply.error.code);
      if (reply.ok) await daughter.call('records.endGrant', { grantId: reply.data.grantId });
    }
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'rate_limited']);
  });

  test('only somebody verified can be given anything', async () => {
    // the son has no verified account yet
    const sonId = await addRelative(daughter, 'son');
    const reply = await daughter.reply('records.give', { personId: sonId, kinds: ['covers'] });
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'personId' } });
  });

  test('two gives at the same moment are one grant', async () => {
    const give = () => mother.reply('records.give', { personId: daughterId, kinds: ['covers'] });
    const replies = await Promise.all([give(), give(), give()]);
    expect(replies.some(({ ok }) => ok)).toBe(true);
    const rows = await query(
      system.runtime.db,
      `select 1 from record_grant where status = 'active' and owner_person_id = '${motherId}'`,
    );
    expect(rows).toHaveLength(1);
  });

  test('one permission is one copy: its request repeated later brings nothing', async () => {
    const asked = {
      requestId: randomUUID(),
      personId: daughterId,
      kind: 'covers' as const,
    };
    const first = await daughter.call('records.export', asked);
    await system.advance(9);
    expect((await daughter.call('records.export', asked)).rowCount).toBe(first.rowCount);
    await system.advance(2);
    expect(await daughter.refused('records.export', asked)).toBe('paper_gone');
    const { requestId } = asked;
    const printed = { requestId, personId: daughterId, kind: 'covers' as const };
    expect(await daughter.refused('certificate.statement', printed)).toBe('request_id_reused');
  });

  test('a file of one’s own has the name in clear, a mark for spreadsheets and no formula', async () => {
    for (const kind of ['covers', 'payments', 'settlements'] as const) {
      const { text, fileName } = await daughter.call('records.export', {
        personId: daughterId,
        kind,
        coverageYear: 2025,
      });
      expect(text.startsWith('\uFEFF')).toBe(true);
      expect(text).toContain('江晓梅');
      expect(text).not.toContain(daughter.user.resident.certNo);
      expect(text).not.toMatch(/(^|,|\n)[=+@]/);
      expect(fileName).toMatch(/-2025年-\d{4}-\d{2}-\d{2}\.csv$/);
      expect(text.split('\r\n').length).toBeGreaterThan(4);
    }
  });
});
