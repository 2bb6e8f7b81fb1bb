import { randomUUID } from 'node:crypto';
import { type TestUser } from '@yibao/sandbox/city/resident';
import { type Sandbox } from '@yibao/sandbox/index';
import { type ConfirmCounterCode } from '@yibao/sandbox/pages/index';
import { accountOf, type Credentials } from '../lib/caller';
import { staffMember } from '../lib/database/schema';
import { createDispatcher } from '../lib/dispatcher/dispatcher';
import { topicHandlers } from '../lib/outbox/handlers';
import { saveRegistered, setPlatformNumber } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { bindAccount } from '../identity/bind';
import { identityHandlers } from '../identity/handlers';

function staffUsers(sandbox: Sandbox): TestUser[] {
  return sandbox.host.residents.testUsers().filter((user) => user.isStaff);
}

function loginOf({ config }: Runtime, { officialAccountOpenid, unionid }: TestUser) {
  const { appId } = config.wechat.officialAccount;
  return { appId, openId: officialAccountOpenid, unionId: unionid };
}

/** As if a colleague had compared their document: nobody who is not verified acts for the bureau. */
async function verifyAtCounter(
  { db, cipher }: Runtime,
  accountId: string,
  { resident }: TestUser,
  now: number,
): Promise<void> {
  const { name, certNo, sex, birthDate, personNo } = resident;
  const identity = { documentType: 'residentId', documentNumber: certNo, name } as const;
  await db.transaction(async (tx) => {
    const person = await saveRegistered(tx, cipher, { identity, sex, birthDate }, now);
    if (person.platformNumber === null) await setPlatformNumber(tx, cipher, person, personNo);
    await bindAccount(tx, { accountId, personId: person.id, by: 'counter', now });
  });
}

/** Puts the sandbox's clerks on the staff list, verified, as the bureau would. */
export async function appointStaff(runtime: Runtime, sandbox: Sandbox): Promise<void> {
  const now = runtime.clock.now();
  for (const [index, user] of staffUsers(sandbox).entries()) {
    const accountId = await accountOf(runtime.db, loginOf(runtime, user), now);
    await verifyAtCounter(runtime, accountId, user, now);
    const badge = `sandbox-${String(index + 1).padStart(3, '0')}`;
    await runtime.db
      .insert(staffMember)
      .values({ accountId, badge, active: true, appointedAt: now })
      .onConflictDoNothing();
  }
}

/** The sandbox's counter page acts through the very action a clerk would use. */
export async function confirmAsStaff(
  runtime: Runtime,
  sandbox: Sandbox,
  confirmation: Parameters<ConfirmCounterCode>[0],
): ReturnType<ConfirmCounterCode> {
  const [clerk] = staffUsers(sandbox);
  if (!clerk) throw new Error('the sandbox has no clerk');
  const credentials: Credentials = { kind: 'wechat', ...loginOf(runtime, clerk) };
  const requestId = randomUUID();
  const dispatcher = createDispatcher(runtime, identityHandlers, topicHandlers);
  const reply = await dispatcher.dispatch({
    action: 'identity.confirmCounterCode',
    input: { requestId, ...confirmation },
    credentials,
    traceId: randomUUID(),
  });
  return reply.ok
    ? { ok: true, message: '已确认，本人的手机上马上可以看到' }
    : { ok: false, message: reply.error.message };
}
