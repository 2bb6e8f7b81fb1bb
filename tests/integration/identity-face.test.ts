import { randomUUID } from 'node:crypto';
import { minuteMs } from '@yibao/shared/rules/dates';
import { engines } from '../support/database';
import { claimOf, selfId, verify } from '../support/journey';
import { type Phone, startTestSystem, type TestSystem, testUser } from '../support/system';
import { query, rowCounts } from '../support/tables';

jest.setTimeout(60_000);

type Decision = 'pass' | 'fail' | 'cancel';

async function agree(phone: Phone): Promise<string> {
  const { version, textHash } = await phone.call('identity.faceNotice', {});
  return (await phone.call('identity.agreeFaceNotice', { version, textHash })).consentId;
}

async function start(phone: Phone, consentId: string) {
  return phone.call('identity.startFace', { consentId, ...claimOf(phone.user.resident) });
}

describe.each(engines())('verification by face, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());
  const counts = () => rowCounts(system.runtime.db);
  const decide = (verifyId: string, decision: Decision) =>
    system.sandboxPost('/wechat/face/decide', { verify_id: verifyId, decision });
  const askedWechat = () =>
    system.sandbox.host.calls.list().filter((call) => call.operation === 'getVerifyId').length;

  async function attempt(phone: Phone, consentId: string, decision: Decision) {
    const { verificationId, verifyId } = await start(phone, consentId);
    await decide(verifyId, decision);
    return phone.call('identity.finishFace', { verificationId });
  }

  describe('consent comes first', () => {
    test('without one WeChat is not even asked', async () => {
      const phone = system.phone('xu-huilan');
      await phone.call('identity.me', {});
      const [before, asked] = [await counts(), askedWechat()];
      const input = { consentId: randomUUID(), ...claimOf(phone.user.resident) };
      expect(await phone.refused('identity.startFace', input)).toBe('consent_required');
      expect(await counts()).toEqual(before);
      expect(askedWechat()).toBe(asked);
    });

    test("another account's consent is none", async () => {
      const consentId = await agree(system.phone('luo-jun'));
      const phone = system.phone('xu-huilan');
      const input = { consentId, ...claimOf(phone.user.resident) };
      expect(await phone.refused('identity.startFace', input)).toBe('consent_required');
    });

    test.each([
      ['an old version', { version: 'face-2020-01' }],
      ['other words', { textHash: 'ab'.repeat(32) }],
    ])('a consent to %s is not recorded', async (_name, change) => {
      const phone = system.phone('xu-huilan');
      const { version, textHash } = await phone.call('identity.faceNotice', {});
      const before = await counts();
      const reply = await phone.reply('identity.agreeFaceNotice', { version, textHash, ...change });
      expect(reply).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'version' } });
      expect(await counts()).toEqual(before);
    });

    test('a consent to words that have changed since asks for a new one', async () => {
      const phone = system.phone('xu-huilan');
      const consentId = await agree(phone);
      await query(
        system.runtime.db,
        `update face_consent set notice_version = 'face-2020-01' where id = '${consentId}'`,
      );
      const input = { consentId, ...claimOf(phone.user.resident) };
      expect(await phone.refused('identity.startFace', input)).toBe('consent_required');
    });

    test('version, digest and moment are recorded, and the audit says so', async () => {
      const phone = system.phone('xu-huilan');
      const consentId = await agree(phone);
      const { version, textHash } = await phone.call('identity.faceNotice', {});
      const rows = await query<{ notice_version: string; text_hash: string }>(
        system.runtime.db,
        `select notice_version, text_hash from face_consent where id = '${consentId}'`,
      );
      expect(rows).toEqual([{ notice_version: version, text_hash: textHash }]);
      const audit = await query(
        system.runtime.db,
        `select 1 from audit_entry where details->>'consentId' = '${consentId}'
           and action = 'identity.agreeFaceNotice'`,
      );
      expect(audit).toHaveLength(1);
    });
  });

  test('a passed check binds the account, for good', async () => {
    const phone = system.phone('sun-zhiqiang');
    const consentId = await agree(phone);
    expect(await attempt(phone, consentId, 'pass')).toMatchObject({ outcome: 'verified' });
    const { verified } = await phone.call('identity.me', {});
    expect(verified).toMatchObject({ name: '孙志强', nameMasked: '孙*强' });
    expect(verified?.documentMasked).toMatch(/^\d{6}\*{8}\d{3}[\dX]$/);
    const input = { consentId, ...claimOf(phone.user.resident) };
    expect(await phone.refused('identity.startFace', input)).toBe('identity_bound');
    const other = { consentId, ...claimOf(testUser(system, 'luo-jun').resident) };
    expect(await phone.refused('identity.startFace', other)).toBe('identity_bound');
    expect(await phone.refused('identity.requestCounterCode', claimOf(phone.user.resident))).toBe(
      'identity_bound',
    );
  });

  test('only WeChat’s word counts: an undecided or cancelled check is no pass and no failure', async () => {
    const phone = system.phone('feng-xiaoyan');
    const consentId = await agree(phone);
    const { verificationId, verifyId } = await start(phone, consentId);
    const open = await phone.call('identity.finishFace', { verificationId });
    expect(open).toMatchObject({ outcome: 'pending', attemptsLeft: 3 });
    await decide(verifyId, 'cancel');
    const cancelled = await phone.call('identity.finishFace', { verificationId });
    expect(cancelled).toMatchObject({ outcome: 'pending', attemptsLeft: 3 });
    const me = await phone.call('identity.me', {});
    expect(me).toMatchObject({ verified: null, face: { attemptsLeft: 3, lockedUntil: null } });
    expect(await attempt(phone, consentId, 'pass')).toMatchObject({ outcome: 'verified' });
  });

  test('asking twice for a result counts once, whatever the result', async () => {
    const phone = system.phone('fan-lixin');
    const consentId = await agree(phone);
    const failed = await start(phone, consentId);
    await decide(failed.verifyId, 'fail');
    const requestId = randomUUID();
    const { verificationId } = failed;
    const first = await phone.call('identity.finishFace', { requestId, verificationId });
    expect(first).toMatchObject({ outcome: 'failed', attemptsLeft: 2 });
    expect(await phone.call('identity.finishFace', { requestId, verificationId })).toEqual(first);
    expect(await phone.call('identity.finishFace', { verificationId })).toEqual(first);
    const passed = await start(phone, consentId);
    await decide(passed.verifyId, 'pass');
    const input = { verificationId: passed.verificationId };
    for (let i = 0; i < 2; i++) {
      const result = await phone.call('identity.finishFace', input);
      expect(result).toMatchObject({ outcome: 'verified' });
    }
    expect((await phone.call('identity.me', {})).face.attemptsLeft).toBe(2);
  });

  test('the name must fit the number before WeChat is asked', async () => {
    const phone = system.phone('shen-wenbo');
    const consentId = await agree(phone);
    const asked = askedWechat();
    const claim = { ...claimOf(phone.user.resident), name: '沈文勃' };
    const reply = await phone.reply('identity.startFace', { consentId, ...claim });
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'identity_mismatch', field: 'documentNumber' },
    });
    expect(askedWechat()).toBe(asked);
  });

  const faults = (['drop', 'error500', 'timeout', 'duplicate'] as const).flatMap((kind) =>
    (['getVerifyId', 'queryVerifyInfo'] as const).map((operation) => ({ kind, operation })),
  );
  test.each(faults)(
    '$operation: after $kind nothing is half-written, and the same request works',
    async ({ kind, operation }) => {
      const phone = system.phone('zheng-liping');
      const consentId = await agree(phone);
      const fault = { system: 'wechat', operation, kind, delayMs: 20 };
      const isStart = operation === 'getVerifyId';
      const opened = isStart ? null : await start(phone, consentId);
      if (opened) await decide(opened.verifyId, 'cancel');
      const requestId = randomUUID();
      const claim = claimOf(phone.user.resident);
      const call = () =>
        opened
          ? phone.reply('identity.finishFace', {
              requestId,
              verificationId: opened.verificationId,
            })
          : phone.reply('identity.startFace', { requestId, consentId, ...claim });
      const before = await counts();
      await system.sandboxPost('/control/faults', fault);
      const reply = await call();
      if (kind !== 'duplicate') {
        expect(reply).toMatchObject({
          ok: false,
          error: { code: 'upstream_unavailable', retryable: true },
        });
        expect(await counts()).toEqual(before);
      }
      const again = await call();
      expect(again.ok).toBe(true);
      expect(await call()).toEqual(again);
    },
  );

  test.each(['drop', 'error500', 'timeout'] as const)(
    'the core platform away (%s): no try is lost and nothing is written',
    async (kind) => {
      const phone = system.phone('zheng-liping');
      const consentId = await agree(phone);
      const before = await counts();
      const fault = { system: 'core-platform', operation: '1101', kind, delayMs: 20 };
      await system.sandboxPost('/control/faults', fault);
      const claim = claimOf(phone.user.resident);
      const requestId = randomUUID();
      const input = { requestId, consentId, ...claim };
      expect(await phone.refused('identity.startFace', input)).toBe('upstream_unavailable');
      expect(await counts()).toEqual(before);
      expect((await phone.reply('identity.startFace', input)).ok).toBe(true);
    },
  );

  test('three failures lock the account until midnight in Shanghai, and nobody else', async () => {
    const phone = system.phone('wu-haibo');
    const consentId = await agree(phone);
    const inAdvance = await start(phone, consentId);
    const undecided = await start(phone, consentId);
    const oneMore = await start(phone, consentId);
    expect(await attempt(phone, consentId, 'fail')).toMatchObject({
      outcome: 'failed',
      attemptsLeft: 2,
    });
    expect(await attempt(phone, consentId, 'fail')).toMatchObject({ attemptsLeft: 1 });
    expect(await attempt(phone, consentId, 'fail')).toMatchObject({
      outcome: 'locked',
      attemptsLeft: 0,
    });
    const { face } = await phone.call('identity.me', {});
    const midnight = Date.parse('2025-11-21T00:00:00+08:00');
    expect(face).toEqual({ attemptsLeft: 0, lockedUntil: midnight });
    const input = { consentId, ...claimOf(phone.user.resident) };
    expect(await phone.refused('identity.startFace', input)).toBe('face_locked');

    // checks opened before the lock lead nowhere today
    await decide(oneMore.verifyId, 'fail');
    const { verificationId } = oneMore;
    expect(await phone.call('identity.finishFace', { verificationId })).toMatchObject({
      outcome: 'locked',
    });
    const pending = { verificationId: undecided.verificationId };
    expect(await phone.call('identity.finishFace', pending)).toMatchObject({
      outcome: 'pending',
      attemptsLeft: 0,
    });
    await decide(inAdvance.verifyId, 'pass');
    const late = { verificationId: inAdvance.verificationId };
    expect(await phone.call('identity.finishFace', late)).toMatchObject({ outcome: 'locked' });
    expect((await phone.call('identity.me', {})).verified).toBeNull();

    const other = system.phone('lu-yutong');
    await verify(system, other);
    expect(await selfId(other)).toBeTruthy();

    const untilMidnight = Math.floor((midnight - system.runtime.clock.now()) / minuteMs);
    await system.advance(untilMidnight - 1);
    expect(await phone.refused('identity.startFace', input)).toBe('face_locked');
    await system.advance(2);
    expect((await phone.call('identity.me', {})).face).toEqual({
      attemptsLeft: 3,
      lockedUntil: null,
    });
    expect(await attempt(phone, consentId, 'pass')).toMatchObject({ outcome: 'verified' });
  });

  test('a check that ran out is neither passed nor failed', async () => {
    const phone = system.phone('zhao-yajing');
    const consentId = await agree(phone);
    const { verificationId, expiresAt } = await start(phone, consentId);
    expect(expiresAt - system.runtime.clock.now()).toBeLessThanOrEqual(60 * minuteMs);
    await system.advance(61);
    expect(await phone.call('identity.finishFace', { verificationId })).toMatchObject({
      outcome: 'pending',
      attemptsLeft: 3,
    });
  });
});

test('WeChat answering later than we wait counts as away', async () => {
  const system = await startTestSystem(engines()[0]!);
  const phone = system.phone('luo-jun');
  const consentId = await agree(phone);
  const before = await rowCounts(system.runtime.db);
  const fault = { system: 'wechat', operation: 'getVerifyId', kind: 'delay', delayMs: 4500 };
  await system.sandboxPost('/control/faults', fault);
  const input = { consentId, ...claimOf(phone.user.resident) };
  expect(await phone.refused('identity.startFace', input)).toBe('upstream_unavailable');
  expect(await rowCounts(system.runtime.db)).toEqual(before);
  await system.close();
}, 20_000);
