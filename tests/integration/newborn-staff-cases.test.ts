import { engines, postgresOnly } from '../support/database';
import { until } from '../support/journey';
import { type Application, apply, birthOf, formOf, resultsOf, takeAway } from '../support/newborn';
import { appeal, appoint, applyForReview, parentOf } from '../support/newborn-staff';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';
import { query } from '../support/tables';

jest.setTimeout(60_000);

const dayMinutes = 24 * 60;
const reason = '材料看过了';

describe.each(engines())('what clerks may decide, and when, on $name', (engine) => {
  let system: TestSystem;
  let clerk: Phone;
  let colleague: Phone;
  beforeEach(async () => {
    system = await startTestSystem(engine);
    clerk = system.phone('gao-min');
    colleague = await appoint(system, 'zhao-yajing', 'test-002');
  });
  afterEach(() => system.close());

  const wait = (days: number) =>
    system.sandboxPost('/control/clock', { advanceMinutes: days * dayMinutes });
  const queue = async (phone: Phone, show: 'waiting' | 'mine') =>
    (await phone.call('newborn.staffQueue', { show })).rows.map((row) => row.applicationId);

  test('a source that answers otherwise later does not unsay its mismatch: two clerks', async () => {
    const { mother, applicationId } = await appeal(system, 'meng-fanying');
    await query(
      system.runtime.db,
      `with asked as (
         update newborn_application set rounds = rounds + 1 where id = '${applicationId}'
         returning id, rounds
       )
       insert into newborn_check (application_id, round, kind, source, result, reason, sentence, at)
       select asked.id, asked.rounds, kind, source, 'passed', 'fits', sentence, now()
       from asked join newborn_check on application_id = asked.id and round = asked.rounds - 1`,
    );
    const now = await mother.call('newborn.get', { applicationId });
    expect(Object.values(resultsOf(now))).not.toContain('mismatch');
    // nobody has it in hand yet: nothing in clear
    const unclaimed = await clerk.call('newborn.staffView', { applicationId });
    expect(unclaimed.facts).toBeNull();
    await clerk.call('newborn.staffClaim', { applicationId });
    const seen = await clerk.call('newborn.staffView', { applicationId });
    expect(seen.checks.map(({ result }) => result)).toContain('mismatch');
    const decision = { applicationId, reason };
    const first = await clerk.call('newborn.staffApprove', decision);
    expect(first).toMatchObject({ status: 'queued', awaitsSecondApproval: true });
    const second = await colleague.call('newborn.staffApprove', decision);
    expect(second.status).toBe('approved');
  });

  test('no approval without the hardship list; with it the fee is the household’s own', async () => {
    const key = 'ji-chunni';
    const { certificateNumber } = birthOf(system, await parentOf(system, key));
    const change = { number: certificateNumber, change: 'void' };
    await system.sandboxPost('/control/certificate', change);
    const { mother, applicationId } = await appeal(system, key);
    const decision = { applicationId, reason };
    await clerk.call('newborn.staffClaim', { applicationId });
    await clerk.call('newborn.staffApprove', decision);
    takeAway(system, 'hardship');
    const reply = await colleague.reply('newborn.staffApprove', decision);
    expect(reply).toMatchObject({
      ok: false,
      error: {
        code: 'upstream_unavailable',
        message: '困难群众名单暂时查不到，恢复后再同意，免得缴错钱',
      },
    });
    const waiting = await mother.call('newborn.get', { applicationId });
    expect(waiting).toMatchObject({ status: 'queued', years: [] });
    system.sandbox.host.faults.clear();
    await colleague.call('newborn.staffApprove', decision);
    const { years } = await mother.call('newborn.get', { applicationId });
    const fees = years.map(({ fee }) => fee);
    expect(fees.every((fee) => fee.subsidyFen > 0 && fee.payableFen < fee.standardFen)).toBe(true);
    expect(fees).toHaveLength(1);
    const father = await parentOf(system, 'kang-dayong');
    const { members } = await father.call('identity.listFamily', {});
    expect(members).toMatchObject([{ guardian: true }]);
  });

  test('what a clerk who left had in hand a colleague takes over', async () => {
    const { application } = await applyForReview(system, 'wen-suqing');
    const { applicationId } = application;
    await colleague.call('newborn.staffClaim', { applicationId });
    expect(await clerk.refused('newborn.staffClaim', { applicationId })).toBe('newborn_state');
    expect(await queue(clerk, 'waiting')).toEqual([]);
    const setActive = (active: boolean) =>
      query(
        system.runtime.db,
        `update staff_member set active = ${active} where badge = 'test-002'`,
      );
    await setActive(false);
    expect(await queue(clerk, 'waiting')).toEqual([applicationId]);
    const taken = await clerk.call('newborn.staffClaim', { applicationId });
    expect(taken).toMatchObject({ claimedByMe: true, claimedByBadge: 'sandbox-001' });
    expect(await queue(clerk, 'waiting')).toEqual([]);
    await setActive(true);
    expect(await colleague.refused('newborn.staffClaim', { applicationId })).toBe('newborn_state');
    const claims = await query<{ over: boolean }>(
      system.runtime.db,
      `select (details->>'takenOver')::boolean as over from audit_entry
       where action = 'newborn.staffClaim' order by id`,
    );
    expect(claims).toEqual([{ over: false }, { over: true }]);
    const { notes } = await clerk.call('newborn.staffView', { applicationId });
    const text = '从同事（工号 test-002）手里接过来';
    expect(notes).toMatchObject([{ badge: 'sandbox-001', kind: 'claim', text }]);
  });

  test('three days without a decision, and the next clerk may have it', async () => {
    const { mother, application } = await applyForReview(system, 'wen-suqing');
    const { applicationId } = application;
    const decision = { applicationId, reason };
    await colleague.call('newborn.staffClaim', { applicationId });
    await wait(2.9);
    expect(await clerk.refused('newborn.staffClaim', { applicationId })).toBe('newborn_state');
    // claimed anew by who has it: they are at it still
    await colleague.call('newborn.staffClaim', { applicationId });
    await wait(2.9);
    expect(await queue(clerk, 'waiting')).toEqual([]);
    // while the guardian is asked, no clerk's time runs
    await colleague.call('newborn.staffAskMore', decision);
    await wait(20);
    const more = { applicationId, text: '补上了出院记录', photoIds: [] };
    await mother.call('newborn.addEvidence', more);
    expect(await queue(clerk, 'waiting')).toEqual([]);
    expect(await clerk.refused('newborn.staffClaim', { applicationId })).toBe('newborn_state');
    await wait(3.1);
    expect(await queue(clerk, 'waiting')).toEqual([applicationId]);
    expect(await queue(colleague, 'waiting')).toEqual([]);
    expect(await queue(colleague, 'mine')).toEqual([applicationId]);
    await clerk.call('newborn.staffClaim', { applicationId });
    expect(await colleague.refused('newborn.staffApprove', decision)).toBe('newborn_state');
    expect((await clerk.call('newborn.staffApprove', decision)).status).toBe('approved');
  });

  test('every reason is kept, whatever the guardian reads now', async () => {
    const { mother, applicationId } = await appeal(system, 'xia-wanrou');
    const written = ['要出院记录', '出院记录不是原件', '医院来函证明', '来函属实'];
    const [more = '', no = '', first = '', second = ''] = written;
    const texts = async () =>
      (await colleague.call('newborn.staffView', { applicationId })).notes.map(({ text }) => text);
    const answer = { applicationId, text: '补在这里', photoIds: [] };
    await clerk.call('newborn.staffClaim', { applicationId });
    await clerk.call('newborn.staffAskMore', { applicationId, reason: more });
    await mother.call('newborn.addEvidence', answer);
    await clerk.call('newborn.staffRefuse', { applicationId, reason: no });
    expect((await mother.call('newborn.get', { applicationId })).sentence).toBe(no);
    expect(await texts()).toEqual([more, no]);
    await mother.call('newborn.addEvidence', answer);
    await clerk.call('newborn.staffApprove', { applicationId, reason: first });
    await colleague.call('newborn.staffApprove', { applicationId, reason: second });
    expect(await texts()).toEqual(written);
    const { notes } = await clerk.call('newborn.staffView', { applicationId });
    expect(notes.map(({ kind, badge }) => [kind, badge])).toEqual([
      ['ask_more', 'sandbox-001'],
      ['refuse', 'sandbox-001'],
      ['approve', 'sandbox-001'],
      ['approve', 'test-002'],
    ]);
    await expect(
      query(system.runtime.db, `update newborn_staff_note set words = ''`),
    ).rejects.toThrow();
  });

  test('a refusal can be appealed against for sixty days; a question answered any time', async () => {
    const late = await parentOf(system, 'meng-fanying');
    const inTime = await parentOf(system, 'xia-wanrou');
    const refused = [await apply(system, late), await apply(system, inTime)];
    expect(refused.map(({ status }) => status)).toEqual(['refused', 'refused']);
    const { mother, application } = await applyForReview(system, 'wen-suqing');
    const asked = { applicationId: application.applicationId };
    await clerk.call('newborn.staffClaim', asked);
    await clerk.call('newborn.staffAskMore', { ...asked, reason });
    const answer = (phone: Phone, { applicationId }: Pick<Application, 'applicationId'>) =>
      phone.reply('newborn.addEvidence', { applicationId, text: '请再看一次', photoIds: [] });
    await wait(60);
    expect(await answer(inTime, refused[1]!)).toMatchObject({ ok: true });
    await wait(1);
    expect(await answer(late, refused[0]!)).toMatchObject({
      ok: false,
      error: {
        code: 'newborn_state',
        message: '这次结果已经超过 60 天，不能再申请复核。您可以重新提交一份申请。',
      },
    });
    expect(await answer(mother, asked)).toMatchObject({ ok: true, data: { status: 'queued' } });
  });
});

describe.each(postgresOnly())('evidence beside another application, on $name', (engine) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem(engine);
  });
  afterAll(() => system.close());

  test('waits for its turn before it touches the application', async () => {
    const { db } = system.runtime;
    const mother = await parentOf(system, 'ouyang-jing');
    const none = { otherParent: { kind: 'none' as const }, items: [] };
    const { applicationId, status } = await apply(system, mother, { ...none, name: '欧阳星晨' });
    expect(status).toBe('refused');
    const [row] = await query<{ index: string }>(
      db,
      `select certificate_index as index from newborn_application where id = '${applicationId}'`,
    );
    const more = { applicationId, text: '名字没有写错', photoIds: [] };
    const { evidence, submission } = await db.transaction(async (tx) => {
      await tx.execute(`select pg_advisory_xact_lock(hashtextextended('${row!.index}', 0))`);
      const waiters = () =>
        query<{ pid: number }>(
          db,
          `select pid from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
        );
      const evidence = mother.reply('newborn.addEvidence', more);
      await until(waiters, (pids) => pids.length === 1);
      // nobody holds the row: whoever is in turn would wait for it, and it for them
      await tx.execute(
        `select 1 from newborn_application where id = '${applicationId}' for update nowait`,
      );
      const form = formOf(birthOf(system, mother), none);
      const submission = mother.reply('newborn.submit', form);
      await until(waiters, (pids) => pids.length === 2);
      return { evidence, submission };
    });
    // the evidence came first: the application stands again, and the other form finds it standing
    expect(await evidence).toMatchObject({ ok: true, data: { status: 'queued' } });
    expect(await submission).toMatchObject({ ok: false, error: { code: 'newborn_state' } });
  });
});
