import { and, asc, count, eq, gte, isNull, lte } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf, type ConsentPolicy } from '@yibao/shared/policy/consent';
import { type FieldLevels } from '@yibao/shared/rules/consent-fields';
import { ceilingOf, isAgreed } from '@yibao/shared/rules/consent-limits';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Transaction } from '../../lib/database/database';
import { agreement, type Consent, consent, organisation, person } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { identityOf } from '../../lib/people';
import { refuseDecision, subjectsOf } from '../access';
import { type Agreed, requireAgreed, requireWithin, termsOf } from '../agreed';
import { activeCatalogue, viewFields } from '../catalogue';
import { sealStatus } from '../status';
import { sealSubject } from '../subject';

type OrganisationView = Output<'consent.organisations'>['organisations'][number];

/** More than a city of this size has. */
const maxOrganisations = 500;
/** Begun and not finished; whoever has more of them has lost their way. */
const maxBegun = 10;

function viewOrganisation(
  cipher: FieldCipher,
  { organisation: of, agreement: row }: Agreed,
  { policy, levels, now }: { policy: ConsentPolicy; levels: FieldLevels; now: number },
): OrganisationView[] {
  const today = shanghaiDate(now);
  const terms = termsOf(row);
  const purposes = row.purposes.filter((purpose) =>
    isAgreed(terms, { purpose, kind: of.kind, policy, today }),
  );
  const ceiling = ceilingOf({ agreement: terms, purposes, levels, policy, today });
  if (!ceiling) return [];
  return [
    {
      organisationId: of.id,
      name: of.name,
      kind: of.kind,
      creditCode: of.creditCode,
      contact: cipher.open('organisation.contact', of.contact),
      agreementNumber: row.number,
      agreementId: row.id,
      purposes,
      ceiling,
      fields: viewFields(ceiling.fields, levels),
    },
  ];
}

/** Whom one can authorise by oneself: active organisations with an agreement in force today. */
export const organisations = query('consent.organisations', async ({ runtime, now }) => {
  const { db, cipher, config } = runtime;
  const today = shanghaiDate(now);
  const rows = await db
    .select({ organisation, agreement })
    .from(agreement)
    .innerJoin(organisation, eq(organisation.id, agreement.organisationId))
    .where(
      and(
        eq(organisation.status, 'active'),
        eq(agreement.status, 'active'),
        lte(agreement.periodFrom, today),
        gte(agreement.periodTo, today),
      ),
    )
    .orderBy(asc(organisation.name), asc(organisation.id))
    .limit(maxOrganisations);
  const { levels } = await activeCatalogue(db);
  const context = { policy: consentPolicyOf(config.region), levels, now };
  return { organisations: rows.flatMap((row) => viewOrganisation(cipher, row, context)) };
});

async function requireFewBegun(tx: Transaction, personId: string): Promise<void> {
  // counted one after the other, also when two are begun at the same moment
  await tx.select().from(person).where(eq(person.id, personId)).for('no key update');
  const [row] = await tx
    .select({ begun: count() })
    .from(consent)
    .where(
      and(
        eq(consent.personId, personId),
        eq(consent.status, 'requested'),
        isNull(consent.requestedBy),
      ),
    );
  if ((row?.begun ?? 0) < maxBegun) return;
  const message = '您有好几个没办完的授权，请先在「信息授权」里办完或取消';
  throw new ServiceError('rate_limited', { message });
}

/** An employee or an insured person starts; what follows is the same page as for a request. */
export const begin = mutation('consent.begin', {
  async run({ tx, runtime, caller, now, audit }, { personId, agreementId, purpose, scope }) {
    const { cipher, config } = runtime;
    const policy = consentPolicyOf(config.region);
    const subject = (await subjectsOf(tx, caller, now)).find(({ id }) => id === personId);
    if (!subject) throw new ServiceError('not_found');
    const agreed = await requireAgreed(tx, agreementId, { purpose, policy, now });
    const { levels } = await activeCatalogue(tx);
    requireWithin(scope, { agreement: agreed.agreement, purpose, levels, policy, now });
    const id = randomUUID();
    const moved = { id, status: 'requested' as const, statusSince: now };
    const row: Consent = {
      ...moved,
      organisationId: agreed.organisation.id,
      agreementId,
      caseId: null,
      purpose,
      personId,
      ...sealSubject(cipher, identityOf(cipher, subject)),
      requestedBy: null,
      requested: scope,
      words: '',
      requestedAt: now,
      statusSeal: sealStatus(cipher, moved),
      grantorPersonId: null,
      decidedAt: null,
      artefact: null,
      signature: null,
      keyId: null,
      validTo: null,
      verificationId: null,
      endReason: null,
    };
    const refusal = refuseDecision(caller, { row, subject }, 'granted', policy, now);
    if (refusal) throw refusal;
    await requireFewBegun(tx, personId);
    await tx.insert(consent).values(row);
    await audit({
      action: 'consent.begun',
      subjectPersonId: personId,
      details: {
        consentId: id,
        organisationId: row.organisationId,
        agreementId,
        purpose,
        fields: scope.fields.length,
      },
    });
    return { consentId: id };
  },
});
