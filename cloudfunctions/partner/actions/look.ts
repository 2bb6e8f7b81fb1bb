import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { wrongDay } from '@yibao/shared/rules/consent-scope';
import { query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { answerOf } from '../answer';
import { getLook, readCursor, writeCursor } from '../cursor';
import { freshenFor } from '../freshen';
import { pageRows } from '../read-look';
import { type Looking, shownAsItIs, takeLook, type Taking } from '../take-look';

/** A page of an open look goes on under the id of that look, whichever page it is. */
const pageCursor =
  ({ runtime }: Looking, openId: string | null) =>
  (shown: { lookId: string; data: { after: Parameters<typeof writeCursor>[1]['after'] | null } }) =>
    shown.data.after &&
    writeCursor(runtime.cipher, {
      lookId: openId ?? shown.lookId,
      act: 'page',
      after: shown.data.after,
      sm3: '',
    });

/** Not a mutation of the idempotent kind: a repeat is another look, decided and counted anew. */
export const look = query('partner.look', async (context, input) => {
  const { consentId, fields, kinds, dataFrom, dataTo } = input;
  const day = wrongDay({ dataFrom, dataTo });
  if (day) throw refuseField(day.part, day.message);
  const ask = { fields, kinds, dataFrom, dataTo };
  await freshenFor(context, { consentId, ask });
  const taking = {
    act: 'open',
    consentId,
    ask,
    parent: null,
    openedAt: null,
    after: null,
    limit: pageRows,
  } as const;
  return answerOf(await takeLook(context, taking, shownAsItIs), pageCursor(context, null));
});

/**
 * What hangs on a look: a page of it, or everything as it would be printed.
 *
 * @param after the row that a page goes on behind; null for the first
 */
async function goOn(
  context: Looking,
  lookId: string,
  act: 'page' | 'preview',
  after: Taking['after'] = null,
) {
  const { runtime } = context;
  const parent = await getLook(runtime.db, lookId);
  const { consentId, ask } = parent;
  const limit = act === 'page' ? pageRows : consentPolicyOf(runtime.config.region).maxExportRows;
  const taking = { act, consentId, ask, parent, openedAt: parent.at, after, limit };
  return takeLook(context, taking, shownAsItIs);
}

export const next = query('partner.next', async (context, { cursor }) => {
  const { lookId, after } = readCursor(context.runtime.cipher, cursor, 'page');
  return answerOf(await goOn(context, lookId, 'page', after), pageCursor(context, lookId));
});

export const firstPage = query('partner.firstPage', async (context, { lookId }) =>
  answerOf(await goOn(context, lookId, 'page'), pageCursor(context, lookId)),
);

export const preview = query('partner.preview', async (context, { lookId }) =>
  answerOf(await goOn(context, lookId, 'preview'), () => null),
);
