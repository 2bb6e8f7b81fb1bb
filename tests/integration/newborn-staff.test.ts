import { randomUUID } from 'node:crypto';
import { newbornApplication } from '@yibao/cloudfunctions/lib/database/schema';
import { engines, postgresOnly } from '../support/database';
import { apply, birthOf } from '../support/newborn';
import { appeal, appoint, applyForReview, parentOf } from '../support/newborn-staff';
import { base64, jpeg } from '../support/pictures';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { dumpText, query } from '../support/tables';

jest.setTimeout(60_000);

const reason = '照片看不清，请重拍';

const noticesOf = async (phone: Phone) =>
  (await phone.call('identity.listNotices', {})).notices.map(({ title, text, link }) => ({
    title,
    text,
    link,
  }));

describe.each(engines())('clerks and newborns, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  let colleague: Phone;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    colleague = await appoint(system, 'zhao-yajing', 'test-002');
  });
  afterAll(() => system.close());
  afterEach(() => system.sandbox.host.faults.clear());

  const audits = (applicationId: string) =>
    query<{ action: string; details: Record<string, unknown>; kind: string }>(
      system.runtime.db,
      `select action, details, actor_kind as kind from audit_entry
       where details->>'applicationId' = '${applicationId}' and action like 'newborn.staff%'
       order by id`,
    );
  const waiting = async (phone: Phone) =>
    (await phone.call('newborn.staffQueue', { show: 'waiting' })).rows.map((row) => row.reference);

  test('queue, claim, look, ask for more, evidence, approve: each on record, the guardian told', async () => {
    const { mother, application } = await applyForReview(system, 'wen-suqing');
    const { applicationId, reference } = application;
    expect(application).toMatchObject({ status: 'queued', canWithdraw: true });
    expect(await waiting(clerk)).toEqual([reference]);
    const claimed = await clerk.call('newborn.staffClaim', { applicationId });
    expect(claimed).toMatchObject({
      claimedByMe: true,
      claimedByBadge: 'sandbox-001',
      queueReason: 'review',
      awaitsSecondApproval: false,
    });
    expect(await waiting(colleague)).toEqual([]);
    const reply = await colleague.reply('newborn.staffClaim', { applicationId });
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'newborn_state', message: '同事正在办这份申请' },
    });
    const mine = await clerk.call('newborn.staffQueue', { show: 'mine' });
    expect(mine.rows.map((row) => row.applicationId)).toEqual([applicationId]);

    const seen = await clerk.call('newborn.staffView', { applicationId });
    // in clear is only what has to be held against the photograph, for who has it in hand
    const text = JSON.stringify({ ...seen, facts: null });
    const { certificateNumber, babyName } = birthOf(system, mother);
    for (const secret of [certificateNumber, babyName, mother.user.resident.name]) {
      expect(text).not.toContain(secret);
    }
    expect(seen.facts).toMatchObject({
      certificateNumber,
      babyName,
      applicantName: mother.user.resident.name,
    });
    expect(JSON.stringify(seen)).not.toContain(mother.user.resident.certNo);
    expect(seen).toMatchObject({ applicantRole: 'mother', evidence: [], guardians: [] });
    expect(seen.checks.some(({ result }) => result === 'review')).toBe(true);

    const [photoId = ''] = seen.photoIds;
    const photo = await clerk.call('newborn.staffPhoto', { applicationId, photoId });
    expect(photo).toEqual({ mediaType: 'image/jpeg', contentBase64: base64(jpeg()) });
    const other = { applicationId, photoId: randomUUID() };
    expect(await clerk.refused('newborn.staffPhoto', other)).toBe('not_found');
    const peek = { applicationId, photoId };
    expect(await colleague.refused('newborn.staffPhoto', peek)).toBe('newborn_state');

    for (const action of ['staffApprove', 'staffAskMore', 'staffRefuse'] as const) {
      expect(await colleague.refused(`newborn.${action}`, { applicationId, reason })).toBe(
        'newborn_state',
      );
    }
    const asked = await clerk.call('newborn.staffAskMore', { applicationId, reason });
    expect(asked).toMatchObject({ status: 'need_more', claimedByMe: true, queueReason: null });
    const toAnswer = await mother.call('newborn.get', { applicationId });
    expect(toAnswer).toMatchObject({ status: 'need_more', request: reason, canAddEvidence: true });
    const [told] = await noticesOf(mother);
    expect(told).toMatchObject({
      title: '新生儿参保申请：请补充材料',
      link: `packageNewborn/pages/progress/index?applicationId=${applicationId}`,
    });
    expect(told?.text).toContain(reason);

    const { photoId: better } = await mother.call('newborn.uploadPhoto', {
      contentBase64: base64(jpeg({ widthPx: 30 })),
    });
    const evidence = { applicationId, text: '重新拍了一张，字都清楚', photoIds: [better] };
    const answered = await mother.call('newborn.addEvidence', evidence);
    expect(answered).toMatchObject({ status: 'queued', photoIds: [photoId, better] });
    expect(await mother.refused('newborn.addEvidence', evidence)).toBe('newborn_state');
    const again = await clerk.call('newborn.staffView', { applicationId });
    expect(again).toMatchObject({ claimedByMe: true, queueReason: 'review' });
    expect(again.evidence.map((each) => each.text)).toEqual([evidence.text]);

    const requestId = randomUUID();
    const decision = { requestId, applicationId, reason: '照片与证件一致' };
    const approved = await clerk.call('newborn.staffApprove', decision);
    expect(approved).toMatchObject({ status: 'approved', awaitsSecondApproval: false });
    expect(await clerk.call('newborn.staffApprove', decision)).toEqual(approved);
    const done = await mother.call('newborn.get', { applicationId });
    expect(done).toMatchObject({ status: 'approved', years: [{ enrollmentStatus: 'registered' }] });
    expect((await noticesOf(mother)).map(({ title }) => title)).toContain('宝宝的参保登记已通过');
    const decided = await clerk.call('newborn.staffQueue', { show: 'decided' });
    expect(decided.rows.map((row) => row.applicationId)).toEqual([applicationId]);

    const { notes } = await colleague.call('newborn.staffView', { applicationId });
    expect(notes).toMatchObject([
      { badge: 'sandbox-001', kind: 'ask_more', text: reason },
      { badge: 'sandbox-001', kind: 'approve', text: decision.reason },
    ]);
    const entries = await audits(applicationId);
    expect(entries.map(({ action }) => action)).toEqual([
      'newborn.staffClaim',
      'newborn.staffView',
      'newborn.staffPhoto',
      'newborn.staffAskMore',
      'newborn.staffView',
      'newborn.staffApprove',
      'newborn.staffView',
    ]);
    expect(entries.every(({ kind }) => kind === 'staff')).toBe(true);
    expect(JSON.stringify(entries)).not.toContain(reason);
    const kept = await dumpText(system.runtime.db);
    for (const words of [evidence.text, decision.reason]) expect(kept).not.toContain(words);
  });

  test('against a mismatch two clerks approve, one after the other', async () => {
    const { mother, applicationId } = await appeal(system, 'meng-fanying');
    const decision = { applicationId, reason: '医院来函证明已换发' };
    expect(await clerk.refused('newborn.staffApprove', decision)).toBe('newborn_state');
    await clerk.call('newborn.staffClaim', { applicationId });
    const first = await clerk.call('newborn.staffApprove', decision);
    expect(first).toMatchObject({
      status: 'queued',
      queueReason: 'appeal',
      awaitsSecondApproval: true,
    });
    expect(await clerk.refused('newborn.staffApprove', decision)).toBe('second_approval_needed');
    expect((await mother.call('newborn.get', { applicationId })).status).toBe('queued');
    expect(await waiting(clerk)).toEqual([]);
    expect(await waiting(colleague)).toEqual([first.reference]);
    expect(await colleague.refused('newborn.staffRefuse', decision)).toBe('newborn_state');
    const seen = await colleague.call('newborn.staffView', { applicationId });
    expect(seen.firstApproverBadge).toBe('sandbox-001');
    const second = await colleague.call('newborn.staffApprove', decision);
    expect(second).toMatchObject({ status: 'approved', awaitsSecondApproval: false });
    expect((await audits(applicationId)).map(({ details }) => details['step'])).toEqual([
      undefined,
      'first',
      undefined,
      'final',
    ]);
    const { guardians } = await colleague.call('newborn.staffView', { applicationId });
    expect(guardians.map(({ relation }) => relation)).toContain('母亲');
  });

  test('a first approval does not outlive what the guardian adds', async () => {
    const { mother, applicationId } = await appeal(system, 'xia-wanrou');
    const decision = { applicationId, reason };
    await clerk.call('newborn.staffClaim', { applicationId });
    await clerk.call('newborn.staffApprove', decision);
    await clerk.call('newborn.staffAskMore', decision);
    const more = { applicationId, text: '补上了医院的证明', photoIds: [] };
    await mother.call('newborn.addEvidence', more);
    // a colleague alone is not the second one: there is no first one any more
    expect(await colleague.refused('newborn.staffApprove', decision)).toBe('newborn_state');

    const refused = await clerk.call('newborn.staffRefuse', decision);
    expect(refused).toMatchObject({ status: 'refused', claimedByMe: true });
    const shown = await mother.call('newborn.get', { applicationId });
    expect(shown).toMatchObject({ status: 'refused', sentence: reason, canAddEvidence: true });
    const [told] = await noticesOf(mother);
    expect(told?.title).toBe('新生儿参保申请：没有通过');
    expect(told?.text).toContain(reason);
    expect(await clerk.refused('newborn.staffApprove', decision)).toBe('newborn_state');
    expect(await clerk.refused('newborn.staffClaim', { applicationId })).toBe('newborn_state');
    const enrolled = await query(
      system.runtime.db,
      `select 1 from newborn_application where id = '${applicationId}' and person_id is not null`,
    );
    expect(enrolled).toEqual([]);
  });

  test('an appeal beside a live application of the same parent is not taken up', async () => {
    const mother = await parentOf(system, 'ouyang-jing');
    const none = { otherParent: { kind: 'none' as const } };
    const refused = await apply(system, mother, { ...none, name: '欧阳星晨' });
    expect(refused.status).toBe('refused');
    await apply(system, mother, none);
    const { applicationId } = refused;
    const reply = await mother.reply('newborn.addEvidence', {
      applicationId,
      text: '名字没有写错',
      photoIds: [],
    });
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'newborn_state', message: '这个宝宝您已经有另一份申请在办，请看那一份的进度' },
    });
    expect((await mother.call('newborn.get', { applicationId })).status).toBe('refused');
  });

  test.each(['证件号 340603199001010000', '打 13800000000 给您', '编号Ｔ３４９１００００１'])(
    'a reason with a number in it is not written: %s',
    async (words) => {
      const input = { applicationId: randomUUID(), reason: words };
      const reply = await clerk.reply('newborn.staffRefuse', input);
      expect(reply).toMatchObject({ ok: false, error: { code: 'not_found' } });
      const { applicationId } = (await clerk.call('newborn.staffQueue', { show: 'decided' }))
        .rows[0]!;
      const refused = await clerk.reply('newborn.staffRefuse', { applicationId, reason: words });
      expect(refused).toMatchObject({ ok: false, error: { code: 'bad_input', field: 'reason' } });
    },
  );

  test('the queue is told in pages, oldest first, each once', async () => {
    const { db } = system.runtime;
    const [row] = await db.select().from(newbornApplication);
    const ids = new Set<string>();
    for (let index = 0; index < 45; index++) {
      const id = randomUUID();
      ids.add(id);
      await db.insert(newbornApplication).values({
        ...row!,
        id,
        reference: `XS00000000${String(index).padStart(4, '0')}`,
        certificateIndex: id.replaceAll('-', '').padEnd(64, '0'),
        status: 'queued',
        queueReason: 'review',
        personId: null,
        leaderId: null,
        nextCheckAt: null,
        claimedBy: null,
        claimedAt: null,
        firstApprover: null,
        decidedAt: null,
        decidedBy: null,
        // several share a moment: the id decides then
        submittedAt: system.runtime.clock.now() + Math.floor(index / 10) * 1000,
      });
    }
    const found: { id: string; at: number }[] = [];
    let cursor: string | undefined;
    do {
      const page = await clerk.call('newborn.staffQueue', {
        show: 'waiting',
        ...(cursor === undefined ? {} : { cursor }),
      });
      expect(page.rows.length).toBeLessThanOrEqual(20);
      found.push(...page.rows.map(({ applicationId: id, submittedAt: at }) => ({ id, at })));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const own = found.filter(({ id }) => ids.has(id));
    expect(own).toHaveLength(45);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort((a, b) => a - b));
    for (const bad of ['x', '1', `1.${randomUUID()}x`, `99999999999999999.${randomUUID()}`]) {
      const input = { show: 'waiting' as const, cursor: bad };
      expect(await clerk.refused('newborn.staffQueue', input)).toBe('bad_input');
    }
  });
});

describe.each(postgresOnly())('clerks at the same moment, on $name', (engine) => {
  test('one of them has it; against a mismatch exactly two approvals make one baby', async () => {
    const system = await startTestSystem(engine);
    const clerk = system.phone('gao-min');
    const others = await Promise.all(
      ['zhao-yajing', 'wu-haibo', 'fan-lixin'].map((key, index) =>
        appoint(system, key, `test-1${index}`),
      ),
    );
    const { applicationId } = await appeal(system, 'meng-fanying');
    const all = [clerk, ...others];
    const claims = await Promise.all(
      all.map((phone) => phone.reply('newborn.staffClaim', { applicationId })),
    );
    expect(claims.filter((reply) => reply.ok)).toHaveLength(1);
    const winner = all[claims.findIndex((reply) => reply.ok)]!;
    const decision = { applicationId, reason };
    await winner.call('newborn.staffApprove', decision);
    const approvals = await Promise.all(
      all.map((phone) => phone.reply('newborn.staffApprove', decision)),
    );
    expect(approvals.filter((reply) => reply.ok)).toHaveLength(1);
    const rows = await query(
      system.runtime.db,
      `select 1 from person where document_type = 'birthCertificate'`,
    );
    expect(rows).toHaveLength(1);
    await system.close();
  });

  test('the clerk and the guardian who takes it back', async () => {
    const system = await startTestSystem(engine);
    const clerk = system.phone('gao-min');
    const { mother, application } = await applyForReview(system, 'wen-suqing');
    const { applicationId } = application;
    await clerk.call('newborn.staffClaim', { applicationId });
    const [approval, withdrawal] = await Promise.all([
      clerk.reply('newborn.staffApprove', { applicationId, reason }),
      mother.reply('newborn.withdraw', { applicationId }),
    ]);
    expect([approval.ok, withdrawal.ok].sort()).toEqual([false, true]);
    const { status } = await mother.call('newborn.get', { applicationId });
    expect(status).toBe(approval.ok ? 'approved' : 'withdrawn');
    await system.close();
  });
});
