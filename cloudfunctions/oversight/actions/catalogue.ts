import { eq } from 'drizzle-orm';
import { type FieldLevels } from '@yibao/shared/rules/consent-fields';
import { activeCatalogue } from '../../consent/catalogue';
import { isConflict, type Transaction } from '../../lib/database/database';
import { type FieldCatalogue, fieldCatalogue } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { requireSecondPerson } from '../../lib/staff';
import {
  catalogueRows,
  changesBetween,
  viewCatalogue,
  viewCatalogues,
  viewShipped,
} from '../catalogue';
import { checkReason } from '../inputs';

export const catalogue = query('oversight.catalogue', async ({ runtime, caller }) => {
  const { db } = runtime;
  const versions = await viewCatalogues(db, caller, await catalogueRows(db));
  const active = versions.find(({ status }) => status === 'active');
  const others = versions.filter((version) => version !== active);
  if (!active) return { current: viewShipped(true), others };
  return { current: active, others: [...others, viewShipped(false)] };
});

const waits = () => refuseField('levels', '已经有一份提议在等另一位同事决定，一次只能有一份');

/** The first version of one's own is 2: version 1 came with the service. */
const firstVersion = 2;

export const proposeCatalogue = mutation('oversight.proposeCatalogue', {
  async run({ tx, caller, now, audit }, { levels, reason }) {
    checkReason(reason);
    const wanted: FieldLevels = Object.fromEntries(
      levels.map(({ field, level }) => [field, level]),
    );
    if (Object.keys(wanted).length !== levels.length) {
      throw refuseField('levels', '同一项内容写了两次');
    }
    const rows = await catalogueRows(tx);
    if (rows.some(({ status }) => status === 'proposed')) throw waits();
    const changes = changesBetween((await activeCatalogue(tx)).levels, wanted);
    if (changes.length === 0) throw refuseField('levels', '和现在的目录一样，没有要改的');
    const version = (rows[0]?.version ?? firstVersion - 1) + 1;
    const values = {
      version,
      levels: wanted,
      reason,
      status: 'proposed' as const,
      proposedBy: caller.accountId,
      proposedAt: now,
    };
    // a colleague's may have come this very moment
    const [row] = await tx.insert(fieldCatalogue).values(values).onConflictDoNothing().returning();
    if (!row) throw waits();
    await audit({
      action: 'oversight.proposeCatalogue',
      subjectPersonId: null,
      details: { version, changes },
    });
    return viewCatalogue(tx, caller, row);
  },
});

/** @throws ServiceError not_found */
async function lockVersion(tx: Transaction, version: number): Promise<FieldCatalogue> {
  const [row] = await tx
    .select()
    .from(fieldCatalogue)
    .where(eq(fieldCatalogue.version, version))
    .for('update');
  if (!row) throw new ServiceError('not_found');
  return row;
}

export const decideCatalogue = mutation('oversight.decideCatalogue', {
  async run({ tx, caller, now, audit }, { version, decision }) {
    const row = await lockVersion(tx, version);
    await requireSecondPerson(tx, caller, row.proposedBy);
    if (row.status !== 'proposed') throw new ServiceError('already_answered');
    const status = decision === 'approve' ? ('active' as const) : ('declined' as const);
    if (status === 'active') {
      await tx
        .update(fieldCatalogue)
        .set({ status: 'retired' })
        .where(eq(fieldCatalogue.status, 'active'));
    }
    const changes = { status, decidedBy: caller.accountId, decidedAt: now };
    try {
      await tx.update(fieldCatalogue).set(changes).where(eq(fieldCatalogue.version, version));
    } catch (error) {
      throw isConflict(error) ? new ServiceError('busy', { cause: error }) : error;
    }
    await audit({
      action: 'oversight.decideCatalogue',
      subjectPersonId: null,
      details: { version, decision },
    });
    return viewCatalogue(tx, caller, { ...row, ...changes });
  },
});

/** Nobody else takes a proposal back: a colleague who does not want it declines it, by name. */
export const withdrawCatalogue = mutation('oversight.withdrawCatalogue', {
  async run({ tx, caller, now, audit }, { version }) {
    const row = await lockVersion(tx, version);
    if (row.proposedBy !== caller.accountId) {
      throw new ServiceError('not_allowed', { message: '只有提出的人自己可以撤回' });
    }
    if (row.status !== 'proposed') throw new ServiceError('already_answered');
    const changes = { status: 'withdrawn' as const, withdrawnAt: now };
    await tx.update(fieldCatalogue).set(changes).where(eq(fieldCatalogue.version, version));
    await audit({
      action: 'oversight.withdrawCatalogue',
      subjectPersonId: null,
      details: { version },
    });
    return viewCatalogue(tx, caller, { ...row, ...changes });
  },
});
