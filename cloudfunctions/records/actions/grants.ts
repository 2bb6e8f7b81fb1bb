import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type RecordKind, recordKindLabels } from '@yibao/shared/rules/record-grant-states';
import { countFailure, failuresOf } from '../../lib/attempts';
import { type RecordGrant } from '../../lib/database/schema';
import { type Transaction } from '../../lib/database/database';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { getPerson, viewPerson } from '../../lib/people';
import { type Runtime } from '../../lib/runtime';
import { kindsOf } from '../access';
import { relativesOf } from '../family';
import {
  grantsOf,
  type GrantView,
  insertGrant,
  isVerified,
  lockGrant,
  lockOpen,
  moveGrant,
  requireRelative,
  viewGrants,
  viewParty,
} from '../grants';

/** Asking again and again is pressing. */
const maxAsksPerDay = 5;
const grantsPage = 'packageRecords/pages/grants/index';

const words = (kinds: readonly RecordKind[]): string =>
  kinds.map((kind) => recordKindLabels[kind]).join('、');

interface Writing {
  tx: Transaction;
  runtime: Runtime;
  caller: { personId: string };
  now: number;
}

async function viewOne({ tx, runtime, caller, now }: Writing, row: RecordGrant) {
  const [view] = await viewGrants(runtime, tx, [row], caller.personId, now);
  if (!view) throw new Error('a grant without its other side');
  return view satisfies GrantView;
}

/** Tells the other side in the app; the caller's name stays masked. */
async function tell(
  { tx, runtime, caller, now }: Writing,
  personId: string,
  row: RecordGrant,
  text: { title: string; body: (who: string) => string },
): Promise<void> {
  const who = viewPerson(runtime.cipher, await getPerson(tx, caller.personId)).nameMasked;
  await notify(
    tx,
    {
      personId,
      // the same step of the same grant is told once
      dedupeKey: `grant:${row.id}:${row.status}:${row.statusSince}:${kindsOf(row).join('-')}`,
      title: text.title,
      body: text.body(who),
      link: grantsPage,
      message: null,
    },
    now,
  );
}

const detailsOf = (row: RecordGrant) => ({
  grantId: row.id,
  granteePersonId: row.granteePersonId,
  status: row.status,
  kinds: kindsOf(row),
});

export const grants = query('records.grants', async ({ runtime, caller, now }) => {
  const { db } = runtime;
  const [rows, relatives] = await Promise.all([
    grantsOf(db, caller.personId, now),
    relativesOf(db, caller.personId, now),
  ]);
  return {
    grants: await viewGrants(runtime, db, rows, caller.personId, now),
    family: relatives
      .filter(({ isWard }) => !isWard)
      .map(({ person }) => viewParty(runtime, person, relatives)),
  };
});

const notVerified = () =>
  refuseField('personId', '对方还没有在医保随身办完成实名核验，请对方先核验，再给对方看');

export const give = mutation('records.give', {
  async run(context, { personId, kinds }) {
    const { tx, caller, now, audit } = context;
    await requireRelative(tx, caller.personId, personId, now);
    if (!(await isVerified(tx, personId))) throw notVerified();
    const pair = { ownerPersonId: caller.personId, granteePersonId: personId };
    const open = await lockOpen(tx, pair);
    const row = open
      ? await moveGrant(tx, open, 'given', now, kinds)
      : await insertGrant(tx, pair, { status: 'active', kinds }, now);
    await audit({
      action: 'records.give',
      subjectPersonId: caller.personId,
      details: detailsOf(row),
    });
    await tell(context, personId, row, {
      title: '家人给您看医保记录',
      body: (who) =>
        `${who} 把自己的${words(kinds)}给您看。对方随时可以收回，您每次看对方都看得到。`,
    });
    return viewOne(context, row);
  },
});

export const ask = mutation('records.ask', {
  async run(context, { personId, kinds }) {
    const { tx, caller, now, audit } = context;
    await requireRelative(tx, caller.personId, personId, now);
    const asks = { subject: `record-ask:${caller.personId}`, day: shanghaiDate(now) };
    if ((await failuresOf(tx, asks)) >= maxAsksPerDay) {
      const message = '今天问的次数太多了，请明天再问，或当面请家人在「谁能看我的记录」里给您看';
      throw new ServiceError('rate_limited', { message });
    }
    const pair = { ownerPersonId: personId, granteePersonId: caller.personId };
    const open = await lockOpen(tx, pair);
    if (open?.status === 'active' && kinds.every((kind) => open[kind])) {
      throw new ServiceError('grant_state', { message: '对方已经给您看了，不用再问' });
    }
    if (open?.status === 'requested') {
      throw new ServiceError('grant_state', { message: '已经问过了，请等对方回答' });
    }
    if (open) {
      const message = '对方已经给您看了一部分；想多看一些，请对方在「谁能看我的记录」里改';
      throw new ServiceError('grant_state', { message });
    }
    await countFailure(tx, asks);
    const row = await insertGrant(tx, pair, { status: 'requested', kinds }, now);
    await audit({ action: 'records.ask', subjectPersonId: personId, details: detailsOf(row) });
    await tell(context, personId, row, {
      title: '家人想看您的医保记录',
      body: (who) => `${who} 想看您的${words(kinds)}。给不给看由您决定，不给也不影响您的医保。`,
    });
    return viewOne(context, row);
  },
});

export const answer = mutation('records.answer', {
  async run(context, { grantId, decision, kinds }) {
    const { tx, caller, now, audit } = context;
    const row = await lockGrant(tx, grantId, caller.personId);
    // only the person whose records they are answers
    if (row.ownerPersonId !== caller.personId) throw new ServiceError('not_found');
    if (row.status !== 'requested') throw new ServiceError('grant_state');
    const given = kindsOf(row).filter((kind) => kinds === undefined || kinds.includes(kind));
    if (decision === 'give' && given.length === 0) {
      throw refuseField('kinds', '请从对方想看的内容里至少选一项，或选择不同意');
    }
    const moved =
      decision === 'give'
        ? await moveGrant(tx, row, 'given', now, given)
        : await moveGrant(tx, row, 'declined', now);
    await audit({
      action: 'records.answer',
      subjectPersonId: caller.personId,
      details: detailsOf(moved),
    });
    await tell(context, row.granteePersonId, moved, {
      title: decision === 'give' ? '家人同意给您看医保记录' : '家人没有同意给您看医保记录',
      body: (who) =>
        decision === 'give'
          ? `${who} 把自己的${words(given)}给您看。对方随时可以收回，您每次看对方都看得到。`
          : `${who} 没有同意。您可以当面和对方说明，参保和缴费不受影响。`,
    });
    return viewOne(context, moved);
  },
});

export const endGrant = mutation('records.endGrant', {
  async run(context, { grantId }) {
    const { tx, caller, now, audit } = context;
    const row = await lockGrant(tx, grantId, caller.personId);
    const isOwner = row.ownerPersonId === caller.personId;
    const moved = await moveGrant(tx, row, isOwner ? 'ended_by_owner' : 'ended_by_grantee', now);
    await audit({
      action: 'records.endGrant',
      subjectPersonId: row.ownerPersonId,
      details: detailsOf(moved),
    });
    if (isOwner && row.status === 'active') {
      await tell(context, row.granteePersonId, moved, {
        title: '家人收回了给您看的医保记录',
        body: (who) => `${who} 收回了，从现在起您看不到对方的记录。`,
      });
    }
    return viewOne(context, moved);
  },
});
