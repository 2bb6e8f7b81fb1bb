import { consentPolicyOf, type ConsentPolicy } from '@yibao/shared/policy/consent';
import { highestLevel, type ConsentLevel } from '@yibao/shared/rules/consent-fields';
import { widerParts } from '@yibao/shared/rules/consent-scope';
import { consentTransitions } from '@yibao/shared/rules/consent-states';
import { dayMs } from '@yibao/shared/rules/dates';
import { transition } from '@yibao/shared/rules/transition';
import { isConflict } from '../../lib/database/database';
import { type Consent } from '../../lib/database/schema';
import { mutation, type Parsed, type WriteContext } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { lockSeen, refuseDecision, type Seen } from '../access';
import { type Agreed, requireAgreed, requireWithin, tooWide } from '../agreed';
import { type Artefact, signArtefact } from '../artefact';
import { activeCatalogue, type Catalogue } from '../catalogue';
import { viewDetail } from '../detail';
import { requireEvidence, usedUp } from '../evidence';
import { tellGuardians } from '../news';
import { currentNotice } from '../notices';
import { moveConsent } from '../status';
import { answerUntil } from '../view';

type Context = WriteContext<'consent.grant'>;
type Given = Parsed<'consent.grant'>;

/** Everything a grant rests on, checked on the rows of its own transaction. */
interface Ground {
  policy: ConsentPolicy;
  agreed: Agreed;
  catalogue: Catalogue;
  level: ConsentLevel;
  verification: Artefact['verification'];
}

/** @throws ServiceError consent_state when it can no longer be answered */
function requireOpen(row: Consent, policy: ConsentPolicy, now: number): void {
  const step = transition(consentTransitions, row.status, 'granted');
  if (!step.ok) throw new ServiceError('consent_state');
  if (now >= answerUntil(row, policy)) {
    throw new ServiceError('consent_state', { message: '这个请求已经过期作废，请对方重新发起' });
  }
}

/** 个人信息保护法 Art. 23 and 29: each wants a yes of its own. */
function requireSeparate({ separateConsents }: Given, level: ConsentLevel): void {
  if (!separateConsents.thirdParty) {
    throw refuseField('separateConsents', '请单独勾选：同意把这些内容提供给这家机构');
  }
  if (level >= 2 && !separateConsents.sensitive) {
    throw refuseField('separateConsents', '请单独勾选：知道并同意其中有敏感个人信息');
  }
}

async function groundOf(context: Context, given: Given, { row }: Seen): Promise<Ground> {
  const { tx, runtime, caller, now } = context;
  const policy = consentPolicyOf(runtime.config.region);
  requireOpen(row, policy, now);
  const { purpose } = row;
  const agreed = await requireAgreed(tx, row.agreementId, { purpose, policy, now });
  const catalogue = await activeCatalogue(tx);
  const { levels } = catalogue;
  requireWithin(given.scope, { agreement: agreed.agreement, purpose, levels, policy, now });
  const wider = widerParts(given.scope, row.requested);
  if (wider.length > 0) throw tooWide(wider);
  const notice = await currentNotice(tx, purpose, now);
  if (given.noticeVersion !== notice.version || given.noticeHash !== notice.textHash) {
    throw new ServiceError('notice_changed');
  }
  const level = highestLevel(given.scope.fields, levels);
  if (level === null) throw tooWide(['fields']);
  requireSeparate(given, level);
  const verification = await requireEvidence(tx, caller, given, policy, now);
  return { policy, agreed, catalogue, level, verification };
}

function artefactOf({ caller, now }: Context, given: Given, seen: Seen, ground: Ground): Artefact {
  const { row, subject } = seen;
  const { agreed, catalogue, level, verification } = ground;
  const { organisation, agreement } = agreed;
  const isSelf = subject.id === caller.personId;
  return {
    schema: 'yibao-consent-1',
    consentId: row.id,
    principal: { personId: subject.id },
    grantor: { personId: caller.personId, capacity: isSelf ? 'self' : 'guardian' },
    recipient: {
      organisationId: organisation.id,
      creditCode: organisation.creditCode,
      name: organisation.name,
      agreementId: agreement.id,
      agreementNumber: agreement.number,
    },
    purpose: row.purpose,
    scope: given.scope,
    maxLevel: level,
    catalogueVersion: catalogue.version,
    validFrom: now,
    validTo: now + given.scope.validDays * dayMs,
    notice: { version: given.noticeVersion, textHash: given.noticeHash },
    separateConsents: { thirdParty: true, sensitive: given.separateConsents.sensitive },
    verification,
    grantedAt: now,
  };
}

/**
 * What was asked for, or less of it, becomes a signed statement: who decided and how they showed that
 * it was they, to whom, what for, what, how long, by which words.
 */
export const grant = mutation('consent.grant', {
  async run(context, given) {
    const { tx, runtime, caller, now } = context;
    const { cipher, config } = runtime;
    const seen = await lockSeen(tx, cipher, caller, given.consentId, now);
    const policy = consentPolicyOf(config.region);
    const refusal = refuseDecision(caller, seen, 'granted', policy, now);
    if (refusal) throw refusal;
    const ground = await groundOf(context, given, seen);
    const artefact = artefactOf(context, given, seen, ground);
    const row = await move(context, seen, artefact);
    const organisationName = ground.agreed.organisation.name;
    await tellGuardians({ tx, cipher, now }, { ...seen, row }, 'granted', {
      organisationName,
      callerPersonId: caller.personId,
    });
    return viewDetail(runtime, tx, caller, { ...seen, row }, now);
  },
});

async function move(
  { tx, runtime, caller, now, audit }: Context,
  { row, subject }: Seen,
  artefact: Artefact,
): Promise<Consent> {
  const change = {
    personId: subject.id,
    grantorPersonId: caller.personId,
    decidedAt: now,
    ...signArtefact(runtime.config, artefact),
    validTo: artefact.validTo,
    verificationId: artefact.verification.id,
  };
  const details = {
    agreementId: row.agreementId,
    level: artefact.maxLevel,
    fields: artefact.scope.fields.length,
    validDays: artefact.scope.validDays,
    verification: artefact.verification.method,
    verificationId: artefact.verification.id,
    capacity: artefact.grantor.capacity,
  };
  const mover = { cipher: runtime.cipher, now, audit };
  try {
    return await moveConsent(tx, mover, row, 'granted', { change, details });
  } catch (error) {
    if (isConflict(error)) throw usedUp();
    throw error;
  }
}
