import { randomUUID } from 'node:crypto';
import { type Story } from '@yibao/sandbox/city/resident';
import { engines, postgresOnly } from '../support/database';
import { openBrowser } from '../support/h5';
import { claimOf, verify } from '../support/journey';
import { appointUnverified } from '../support/newborn-staff';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query, rowCounts } from '../support/tables';

jest.setTimeout(60_000);

describe.each(engines())('the way without a face, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    await clerk.call('identity.me', {});
  });
  afterAll(() => system.close());

  const counts = () => rowCounts(system.runtime.db);
  const residentOf = (story: Story) =>
    system.sandbox.host.residents
      .list()
      .find((each) => each.story === story && each.certNo !== '')!;

  /** @returns the eight digits on the person's screen */
  async function ask(phone: Phone, claim = claimOf(phone.user.resident)): Promise<string> {
    const { code } = await phone.call('identity.requestCounterCode', claim);
    return code!;
  }

  const documents: [Story, string][] = [
    ['hongKong', 'he-jiaxin'],
    ['macao', 'luo-jun'],
    ['taiwan', 'feng-xiaoyan'],
    ['foreignerLetters', 'wu-haibo'],
    ['foreignerDigits', 'kowalska'],
  ];
  test.each(documents)('%s: no face check, a code, a clerk, verified', async (story, key) => {
    const phone = system.phone(key);
    const own = phone.user.resident.story === story;
    const claim = claimOf(own ? phone.user.resident : residentOf(story));
    const { version, textHash } = await phone.call('identity.faceNotice', {});
    const { consentId } = await phone.call('identity.agreeFaceNotice', { version, textHash });
    expect(await phone.refused('identity.startFace', { consentId, ...claim })).toBe(
      'face_unsupported',
    );
    expect(await phone.call('identity.counterCode', {})).toMatchObject({ state: 'none' });
    const asked = await phone.call('identity.requestCounterCode', claim);
    expect(asked).toMatchObject({ state: 'waiting' });
    expect(asked.code).toMatch(/^\d{8}$/);
    expect(asked.expiresAt! - system.runtime.clock.now()).toBeGreaterThan(6 * 24 * 3_600_000);
    expect(await phone.call('identity.counterCode', {})).toEqual(asked);
    expect((await phone.call('identity.me', {})).verified).toBeNull();

    const confirmed = await clerk.call('identity.confirmCounterCode', {
      code: asked.code!,
      ...claim,
    });
    expect(confirmed.confirmed).toBe(true);
    expect(confirmed.nameMasked).toContain('*');
    expect(await phone.call('identity.counterCode', {})).toMatchObject({
      state: 'confirmed',
      code: null,
    });
    const { verified } = await phone.call('identity.me', {});
    expect(verified).toMatchObject({ name: claim.name, documentType: claim.documentType });
    const { notices } = await phone.call('identity.listNotices', {});
    expect(notices.map(({ title }) => title)).toEqual(['实名核验已完成']);
  });

  test('a full-width, spaced, lower-case number is the same document', async () => {
    const phone = system.phone('sun-zhiqiang');
    const claim = claimOf(phone.user.resident);
    const wide = claim.documentNumber.replace(/[0-9X]/g, (c) =>
      String.fromCharCode(c.charCodeAt(0) + 0xfee0),
    );
    const code = await ask(phone, {
      ...claim,
      documentNumber: ` ${wide.slice(0, 6)} ${wide.slice(6)}`,
    });
    const persons = (await counts())['person'];
    const typed = { ...claim, documentNumber: claim.documentNumber.toLowerCase() };
    await clerk.call('identity.confirmCounterCode', { code, ...typed });
    expect((await counts())['person']).toBe(persons);
  });

  describe('a code', () => {
    const wrong: [string, (claim: ReturnType<typeof claimOf>) => object][] = [
      ['another name', () => ({ name: '王小兰' })],
      ['another document', () => claimOf(residentOf('elder'))],
    ];
    test('stays good over four slips, and closes at the fifth', async () => {
      const phone = system.phone('zhao-yajing');
      const claim = claimOf(phone.user.resident);
      for (const slips of [4, 5]) {
        const code = await ask(phone);
        for (let i = 0; i < slips; i++) {
          const [, change] = wrong[i % wrong.length]!;
          const reply = await clerk.reply('identity.confirmCounterCode', {
            code,
            ...claim,
            ...change(claim),
          });
          expect(reply).toMatchObject({
            ok: false,
            error: { code: 'counter_mismatch', field: 'documentNumber' },
          });
        }
        if (slips === 5) {
          expect(await clerk.refused('identity.confirmCounterCode', { code, ...claim })).toBe(
            'counter_code_invalid',
          );
          expect(await phone.call('identity.counterCode', {})).toMatchObject({ state: 'expired' });
        } else {
          const { state } = await phone.call('identity.counterCode', {});
          expect(state).toBe('waiting');
        }
      }
      const code = await ask(phone);
      await clerk.call('identity.confirmCounterCode', { code, ...claim });
    });

    test('a slip repeated under one requestId is one slip', async () => {
      const phone = system.phone('shen-wenbo');
      const code = await ask(phone);
      const requestId = randomUUID();
      const input = { requestId, code, ...claimOf(phone.user.resident), name: '王小兰' };
      for (let i = 0; i < 6; i++) {
        expect(await clerk.refused('identity.confirmCounterCode', input)).toBe('counter_mismatch');
      }
      const right = { code, ...claimOf(phone.user.resident) };
      expect(await clerk.reply('identity.confirmCounterCode', right)).toMatchObject({ ok: true });
    });

    test('is good once; its repeat under the same requestId is answered the same', async () => {
      const phone = system.phone('lu-yutong');
      const code = await ask(phone);
      const input = { requestId: randomUUID(), code, ...claimOf(phone.user.resident) };
      const first = await clerk.call('identity.confirmCounterCode', input);
      expect(await clerk.call('identity.confirmCounterCode', input)).toEqual(first);
      const again = { ...input, requestId: randomUUID() };
      expect(await clerk.refused('identity.confirmCounterCode', again)).toBe(
        'counter_code_invalid',
      );
    });

    test('a new one closes the one before', async () => {
      const phone = system.phone('fan-lixin');
      const [old, fresh] = [await ask(phone), await ask(phone)];
      const claim = claimOf(phone.user.resident);
      expect(await clerk.refused('identity.confirmCounterCode', { code: old, ...claim })).toBe(
        'counter_code_invalid',
      );
      await clerk.call('identity.confirmCounterCode', { code: fresh, ...claim });
    });

    test('guessed, it opens nothing and leaves nothing', async () => {
      const phone = system.phone('zheng-liping');
      const code = await ask(phone);
      const before = await counts();
      const claim = claimOf(phone.user.resident);
      for (let i = 1; i <= 20; i++) {
        const guess = String((Number(code) + i) % 100_000_000).padStart(8, '0');
        expect(await clerk.refused('identity.confirmCounterCode', { code: guess, ...claim })).toBe(
          'counter_code_invalid',
        );
      }
      expect(await counts()).toEqual(before);
    });

    test('is not confirmed by a clerk whom nobody knows, their own least of all', async () => {
      const unknown = await appointUnverified(system, 'tang-xinyi', 'unknown-1');
      for (const phone of [unknown, system.phone('meng-fanying')]) {
        const code = await ask(phone);
        const input = { code, ...claimOf(phone.user.resident) };
        expect(await unknown.refused('identity.confirmCounterCode', input)).toBe('not_verified');
        expect((await phone.call('identity.me', {})).verified).toBeNull();
      }
    });

    test('is not confirmed by whom it is of, through another account', async () => {
      const own = system.phone('pan-jianguo');
      await verify(system, own);
      await query(
        system.runtime.db,
        `insert into staff_member (account_id, badge, active, appointed_at)
         select id, 'own-second', true, now() from account where union_id = '${own.user.unionid}'`,
      );
      const claim = claimOf(own.user.resident);
      const second = system.phone('jiang-xiaomei');
      const code = await ask(second, claim);
      expect(await own.refused('identity.confirmCounterCode', { code, ...claim })).toBe(
        'not_allowed',
      );
      // a colleague has the document before them
      await clerk.call('identity.confirmCounterCode', { code, ...claim });
      expect((await second.call('identity.me', {})).verified?.name).toBe(claim.name);
    });

    test('ends after seven days', async () => {
      const phone = system.phone('cao-xiuyun');
      const code = await ask(phone);
      const input = { code, ...claimOf(phone.user.resident) };
      await system.advance(7 * 24 * 60 + 1);
      expect(await clerk.refused('identity.confirmCounterCode', input)).toBe(
        'counter_code_invalid',
      );
      expect(await phone.call('identity.counterCode', {})).toMatchObject({
        state: 'expired',
        code: null,
      });
    });
  });

  test('a bound account is bound to nobody else, also by a code from before', async () => {
    const phone = system.phone('xu-huilan');
    const mother = claimOf(
      phone.user.family.find(({ relation }) => relation === 'mother')!.resident,
    );
    const code = await ask(phone, mother);
    await verify(system, phone);
    const before = await phone.call('identity.me', {});
    const reply = await clerk.refused('identity.confirmCounterCode', { code, ...mother });
    expect(reply).toBe('identity_bound');
    expect((await phone.call('identity.me', {})).verified).toEqual(before.verified);
  });

  test('H5 and mini-program of one WeChat user are one account', async () => {
    const phone = system.phone('xu-huilan');
    const browser = openBrowser(system);
    await browser.login('xu-huilan');
    const [here, there] = [
      await browser.reply('identity.me', {}),
      await phone.reply('identity.me', {}),
    ];
    expect(here).toEqual(there);
    const { unionid } = phone.user;
    const rows = await query(
      system.runtime.db,
      `select 1 from account a join account_login l on l.account_id = a.id
       where a.union_id = '${unionid}'`,
    );
    expect(rows).toHaveLength(2);
  });
});

describe.each(postgresOnly())('codes asked for at the same moment, on $name', (engine) => {
  test('leave one open, and every asker has an answer', async () => {
    const system = await startTestSystem(engine);
    const phone = system.phone('luo-jun');
    const claim = claimOf(phone.user.resident);
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => phone.reply('identity.requestCounterCode', claim)),
    );
    expect(replies.map((reply) => reply.ok)).toEqual(replies.map(() => true));
    const open = await query(
      system.runtime.db,
      'select 1 from counter_code where closed_at is null',
    );
    expect(open).toHaveLength(1);
    await system.close();
  });
});
