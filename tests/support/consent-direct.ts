/** Grants written as the phone's would be, and a clerk's console without its screens. */
import { randomUUID } from 'node:crypto';
import { type Artefact, signArtefact } from '@yibao/cloudfunctions/consent/artefact';
import { currentNotice } from '@yibao/cloudfunctions/consent/notices';
import { lockConsent, moveConsent, type Mover } from '@yibao/cloudfunctions/consent/status';
import { auditAs, systemActor } from '@yibao/cloudfunctions/lib/audit';
import { type Transaction } from '@yibao/cloudfunctions/lib/database/database';
import { type Consent } from '@yibao/cloudfunctions/lib/database/schema';
import { type ActionName, contracts, type Output, type Reply } from '@yibao/shared/contracts';
import { highestLevel, shippedFieldLevels } from '@yibao/shared/rules/consent-fields';
import { type ConsentScope } from '@yibao/shared/rules/consent-scope';
import { dayMs, minuteMs } from '@yibao/shared/rules/dates';
import { type MadeClerk, type MadeOrganisation } from './consent';
import { type Envelope, type Keys, openReply, sendCall, signCall } from './partner-client';
import { type CallInput, type TestSystem } from './system';

/** What a grant would say of a request; `changes` are what a test wants otherwise. */
export async function artefactOf(
  system: TestSystem,
  row: Consent,
  made: MadeOrganisation,
  given: {
    personId: string;
    grantorPersonId?: string;
    scope?: ConsentScope;
    changes?: Partial<Artefact>;
  },
): Promise<Artefact> {
  const { runtime } = system;
  const now = runtime.clock.now();
  const scope = given.scope ?? row.requested;
  const notice = await currentNotice(runtime.db, row.purpose, now);
  const grantorId = given.grantorPersonId ?? given.personId;
  return {
    schema: 'yibao-consent-1',
    consentId: row.id,
    principal: { personId: given.personId },
    grantor: {
      personId: grantorId,
      capacity: grantorId === given.personId ? 'self' : 'guardian',
    },
    recipient: {
      organisationId: made.organisation.id,
      creditCode: made.organisation.creditCode,
      name: made.organisation.name,
      agreementId: made.agreement.id,
      agreementNumber: made.agreement.number,
    },
    purpose: row.purpose,
    scope,
    maxLevel: highestLevel(scope.fields, shippedFieldLevels) ?? 1,
    catalogueVersion: 1,
    validFrom: now,
    validTo: now + scope.validDays * dayMs,
    notice: { version: notice.version, textHash: notice.textHash },
    separateConsents: { thirdParty: true, sensitive: true },
    verification: { method: 'face', id: randomUUID(), at: now - minuteMs },
    grantedAt: now,
    ...given.changes,
  };
}

/** Moves a consent as the service does by itself, now. */
export function moverIn(tx: Transaction, { runtime }: TestSystem): Mover {
  const now = runtime.clock.now();
  const audit = auditAs(tx, { actor: systemActor, traceId: 'test', now });
  return { cipher: runtime.cipher, now, audit };
}

/** The row as a grant leaves it, without a phone. */
export async function grantDirectly(
  system: TestSystem,
  row: Consent,
  made: MadeOrganisation,
  given: Parameters<typeof artefactOf>[3],
): Promise<Artefact> {
  const { runtime } = system;
  const artefact = await artefactOf(system, row, made, given);
  await runtime.db.transaction(async (tx) => {
    const locked = await lockConsent(tx, row.id);
    if (!locked) throw new Error('no such request');
    await moveConsent(tx, moverIn(tx, system), locked, 'granted', {
      change: {
        personId: given.personId,
        grantorPersonId: artefact.grantor.personId,
        decidedAt: artefact.grantedAt,
        validTo: artefact.validTo,
        ...signArtefact(runtime.config, artefact),
      },
    });
  });
  return artefact;
}

/** How an organisation asks: a clerk at the console, or its own system over the API. */
export interface Desk {
  clerk: MadeClerk;
  reply<N extends ActionName>(action: N, input: CallInput<N>): Promise<Reply<Output<N>>>;
  call<N extends ActionName>(action: N, input: CallInput<N>): Promise<Output<N>>;
  refused<N extends ActionName>(action: N, input: CallInput<N>): Promise<string>;
}

type Reached = Pick<Desk, 'clerk' | 'reply'>;

/** Calls that have to succeed, and calls that have to be refused, by a way of asking. */
function withExpectations({ clerk, reply }: Reached): Desk {
  return {
    clerk,
    reply,
    async call(action, input) {
      const result = await reply(action, input);
      if (!result.ok) throw new Error(`${action}: ${result.error.code} ${result.error.message}`);
      return result.data;
    },
    async refused(action, input) {
      const result = await reply(action, input);
      if (result.ok) throw new Error(`${action} was not refused`);
      return result.error.code;
    },
  };
}

const inputOf = <N extends ActionName>(action: N, input: CallInput<N>): object =>
  contracts[action].kind === 'mutation' ? { requestId: randomUUID(), ...input } : input;

/** A clerk at the console: the same requests as its screens make. */
export function deskOf(system: TestSystem, clerk: MadeClerk): Desk {
  return withExpectations({
    clerk,
    async reply<N extends ActionName>(action: N, input: CallInput<N>) {
      const response = await fetch(`${system.url}/rpc/${action}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-yibao-client': 'console',
          cookie: `yibao_console=${clerk.token ?? ''}`,
        },
        body: JSON.stringify(inputOf(action, input)),
      });
      return (await response.json()) as Reply<Output<N>>;
    },
  });
}

/** The organisation's own system: signed calls, sealed answers. */
export function apiDeskOf(
  system: TestSystem,
  clerk: MadeClerk,
  { creditCode, keys }: { creditCode: string; keys: Keys },
): Desk {
  const { publicKeys } = system.runtime.config.certificates;
  const pathOf = (action: string) =>
    action
      .replace(/^partner\./, '/api/v1/')
      .replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  return withExpectations({
    clerk,
    async reply<N extends ActionName>(action: N, input: CallInput<N>) {
      const body = JSON.stringify(inputOf(action, input));
      const call = signCall(creditCode, keys, pathOf(action), body);
      const response = await sendCall(system.url, call);
      const told = (await response.json()) as Envelope | Reply<Output<N>>;
      // only who cannot be told apart from a stranger is answered in clear
      if (!('ciphertext' in told)) return told;
      const { status } = response;
      const key = publicKeys[told.keyId] ?? '';
      return openReply(told, call, status, keys.privateKey, key) as Reply<Output<N>>;
    },
  });
}
