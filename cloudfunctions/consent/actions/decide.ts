import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { mutation, type WriteContext } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type DecisionEvent, lockSeen, refuseDecision } from '../access';
import { tellGuardians } from '../news';
import { type Change, moveConsent } from '../status';
import { type Line, organisationsOf, viewLine } from '../view';

type Context = Pick<WriteContext<'consent.deny'>, 'tx' | 'runtime' | 'caller' | 'now' | 'audit'>;

/** One tap from the list: taking back is as easy as giving (个人信息保护法 Art. 15). */
async function decide(
  { tx, runtime, caller, now, audit }: Context,
  consentId: string,
  event: Exclude<DecisionEvent, 'granted'>,
): Promise<Line> {
  const { cipher, config } = runtime;
  const policy = consentPolicyOf(config.region);
  const seen = await lockSeen(tx, cipher, caller, consentId, now);
  const refusal = refuseDecision(caller, seen, event, policy, now);
  if (refusal) throw refusal;
  const { validTo } = seen.row;
  // its last moment is over, whether or not the sweep has been here
  if (event === 'resumed' && validTo !== null && validTo <= now) {
    throw new ServiceError('consent_state', { message: '这项授权已经到期，不能恢复' });
  }
  const decided: Change =
    event === 'denied'
      ? { personId: seen.subject.id, grantorPersonId: caller.personId, decidedAt: now }
      : {};
  const capacity = seen.subject.id === caller.personId ? 'self' : 'guardian';
  const row = await moveConsent(tx, { cipher, now, audit }, seen.row, event, {
    change: decided,
    details: { capacity },
  });
  const { organisationId } = row;
  const organisationName = (await organisationsOf(tx, [row])).get(organisationId)?.name ?? '';
  const moved = { ...seen, row };
  await tellGuardians({ tx, cipher, now }, moved, event, {
    organisationName,
    callerPersonId: caller.personId,
  });
  return viewLine(tx, { cipher, policy }, caller, moved);
}

export const deny = mutation('consent.deny', {
  run: (context, { consentId }) => decide(context, consentId, 'denied'),
});

export const pause = mutation('consent.pause', {
  run: (context, { consentId }) => decide(context, consentId, 'paused'),
});

export const resume = mutation('consent.resume', {
  run: (context, { consentId }) => decide(context, consentId, 'resumed'),
});

export const revoke = mutation('consent.revoke', {
  run: (context, { consentId }) => decide(context, consentId, 'revoked'),
});
