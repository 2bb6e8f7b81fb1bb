import { and, eq, gte, lte } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { consentPolicyOf, purposeRuleOf } from '@yibao/shared/policy/consent';
import { highestLevel } from '@yibao/shared/rules/consent-fields';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { isIsoDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { activeCatalogue } from '../../consent/catalogue';
import { isConflict, type Queryable, type Transaction } from '../../lib/database/database';
import { agreement, type AgreementRow, type Organisation } from '../../lib/database/schema';
import { mutation, type Parsed } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { requireSecondPerson } from '../../lib/staff';
import { lockAgreement, viewAgreement } from '../agreements';
import { checkPlain, checkReason } from '../inputs';
import { lockOrganisation } from '../organisations';

type Proposal = Parsed<'oversight.proposeAgreement'>;

function checkPeriod({ periodFrom, periodTo }: Proposal, now: number): void {
  const noDay = '不是日历上的一天';
  if (!isIsoDate(periodFrom)) throw refuseField('periodFrom', `协议开始日期${noDay}`);
  if (!isIsoDate(periodTo)) throw refuseField('periodTo', `协议结束日期${noDay}`);
  if (periodTo < periodFrom) throw refuseField('periodTo', '协议结束日期早于开始日期');
  if (periodTo < shanghaiDate(now)) throw refuseField('periodTo', '协议结束日期已经过去');
}

/** What the agreement would allow has to be possible for such an organisation at all. */
async function checkCeiling(
  db: Queryable,
  region: string,
  { kind }: Organisation,
  { purposes, fields, modes, maxLevel }: Proposal,
): Promise<void> {
  const policy = consentPolicyOf(region);
  for (const purpose of purposes) {
    if (purposeRuleOf(policy, purpose).organisations.includes(kind)) continue;
    const { label } = consentPurposeInfo[purpose];
    throw refuseField('purposes', `这类机构不能以“${label}”为用途`);
  }
  const { levels } = await activeCatalogue(db);
  const level = highestLevel(fields, levels);
  if (level === null) throw refuseField('fields', '有一项内容不在目录里，不对任何机构开放');
  if (level > maxLevel) throw refuseField('fields', '有一项内容的敏感级别高于协议的最高级别');
  if (!modes.includes('VIEW')) throw refuseField('modes', '预览、打印和存文件都要先能查看');
  if (modes.includes('PRINT') && !modes.includes('PREVIEW')) {
    throw refuseField('modes', '打印之前要先能预览');
  }
}

export const proposeAgreement = mutation('oversight.proposeAgreement', {
  async run(context, input) {
    const { tx, runtime, caller, now, audit } = context;
    checkPlain('number', '协议编号', input.number);
    checkPeriod(input, now);
    const owner = await lockOrganisation(tx, input.organisationId);
    await checkCeiling(tx, runtime.config.region, owner, input);
    const [row] = await tx
      .insert(agreement)
      .values({
        id: randomUUID(),
        organisationId: owner.id,
        number: input.number,
        periodFrom: input.periodFrom,
        periodTo: input.periodTo,
        purposes: [...new Set(input.purposes)],
        fields: input.fields,
        modes: input.modes,
        maxLevel: input.maxLevel,
        documentSm3: input.documentSm3,
        status: 'proposed',
        proposedBy: caller.accountId,
        proposedAt: now,
      })
      .onConflictDoNothing({ target: agreement.number })
      .returning();
    if (!row) throw refuseField('number', '这个协议编号已经用过');
    await audit({
      action: 'oversight.proposeAgreement',
      subjectPersonId: null,
      details: {
        agreementId: row.id,
        organisationId: owner.id,
        periodFrom: row.periodFrom,
        periodTo: row.periodTo,
        purposes: row.purposes,
        fields: row.fields,
        modes: row.modes,
        maxLevel: row.maxLevel,
        documentSm3: row.documentSm3,
      },
    });
    return viewAgreement(tx, caller, row);
  },
});

const overlaps = () =>
  refuseField('agreementId', '这段时间里已经有一份生效的协议，请先终止它，再确认这一份');

async function assertNoOverlap(tx: Transaction, row: AgreementRow): Promise<void> {
  const [other] = await tx
    .select({ id: agreement.id })
    .from(agreement)
    .where(
      and(
        eq(agreement.organisationId, row.organisationId),
        eq(agreement.status, 'active'),
        lte(agreement.periodFrom, row.periodTo),
        gte(agreement.periodTo, row.periodFrom),
      ),
    )
    .limit(1);
  if (other) throw overlaps();
}

export const confirmAgreement = mutation('oversight.confirmAgreement', {
  async run(context, { agreementId }) {
    const { tx, caller, now, audit } = context;
    const row = await lockAgreement(tx, agreementId);
    await requireSecondPerson(tx, caller, row.proposedBy);
    if (row.status !== 'proposed') {
      const message = '这份协议已经确认过或已经终止，请刷新后再看';
      throw new ServiceError('already_answered', { message });
    }
    await assertNoOverlap(tx, row);
    const changes = {
      status: 'active' as const,
      confirmedBy: caller.accountId,
      confirmedAt: now,
    };
    try {
      await tx.update(agreement).set(changes).where(eq(agreement.id, agreementId));
    } catch (error) {
      // another one was confirmed this very moment
      throw isConflict(error) ? overlaps() : error;
    }
    await audit({
      action: 'oversight.confirmAgreement',
      subjectPersonId: null,
      details: { agreementId, organisationId: row.organisationId, documentSm3: row.documentSm3 },
    });
    return viewAgreement(tx, caller, { ...row, ...changes });
  },
});

/** One clerk is enough to allow less: an agreement in force, or one that nobody confirmed. */
export const endAgreement = mutation('oversight.endAgreement', {
  async run(context, { agreementId, reason }) {
    const { tx, runtime, caller, now, audit } = context;
    checkReason(reason);
    const row = await lockAgreement(tx, agreementId);
    if (row.status === 'ended') {
      const message = '这份协议已经终止，请刷新后再看';
      throw new ServiceError('already_answered', { message });
    }
    const changes = { status: 'ended' as const, endedBy: caller.accountId, endedAt: now };
    await tx.update(agreement).set(changes).where(eq(agreement.id, agreementId));
    await audit({
      action: 'oversight.endAgreement',
      subjectPersonId: null,
      details: {
        agreementId,
        organisationId: row.organisationId,
        wasInForce: row.status === 'active',
        reason: runtime.cipher.seal('oversight.reason', reason),
      },
    });
    return viewAgreement(tx, caller, { ...row, ...changes });
  },
});
