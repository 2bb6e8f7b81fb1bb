import { randomUUID } from 'node:crypto';
import { type Sandbox } from '@yibao/sandbox/index';
import { type ConfirmCounterCode } from '@yibao/sandbox/pages/index';
import { accountOf, type Credentials } from '../lib/caller';
import { staffMember } from '../lib/database/schema';
import { createDispatcher } from '../lib/dispatcher/dispatcher';
import { topicHandlers } from '../lib/outbox/handlers';
import { type Runtime } from '../lib/runtime';
import { identityHandlers } from '../identity/handlers';

function staffLogins(runtime: Runtime, sandbox: Sandbox) {
  const { appId } = runtime.config.wechat.officialAccount;
  return sandbox.host.residents
    .testUsers()
    .filter((user) => user.isStaff)
    .map((clerk) => ({ appId, openId: clerk.officialAccountOpenid, unionId: clerk.unionid }));
}

/** Puts the sandbox's clerks on the staff list, as the bureau would. */
export async function appointStaff(runtime: Runtime, sandbox: Sandbox): Promise<void> {
  const now = runtime.clock.now();
  for (const [index, login] of staffLogins(runtime, sandbox).entries()) {
    const accountId = await accountOf(runtime.db, login, now);
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
  const [clerk] = staffLogins(runtime, sandbox);
  if (!clerk) throw new Error('the sandbox has no clerk');
  const credentials: Credentials = { kind: 'wechat', ...clerk };
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
