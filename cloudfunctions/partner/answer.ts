import { type Output } from '@yibao/shared/contracts';
import { denialReasons } from '@yibao/shared/rules/consent-decision';
import { ServiceError } from '../lib/errors';
import { type Taken } from './take-look';

export type LookAnswer = Output<'partner.look'>;
type Shown = Extract<Taken<unknown>, { kind: 'shown' }>;

/**
 * A refusal is an answer with a reason; only what is not this organisation's does not exist for it.
 *
 * @throws ServiceError not_found
 */
export function refusalOf<T>(
  taken: Exclude<Taken<T>, { kind: 'shown' }>,
): Extract<LookAnswer, { decision: 'refused' }> {
  if (taken.kind === 'none') throw new ServiceError('not_found');
  const { lookId, reason } = taken;
  return { decision: 'refused', lookId, reason, message: denialReasons[reason] };
}

/** @param nextCursor where the next page begins; null at the end */
export function answerOf<T>(
  taken: Taken<T>,
  nextCursorOf: (shown: Shown) => string | null,
): LookAnswer {
  if (taken.kind !== 'shown') return refusalOf(taken);
  const { watermark, level, ask, data, looksLeft } = taken;
  const { person, cover, settlements, sums, asOf } = data;
  const nextCursor = nextCursorOf(taken);
  return {
    decision: 'shown',
    watermark,
    level,
    fields: ask.fields,
    person,
    cover,
    settlements,
    sums,
    nextCursor,
    // what cannot go on is not all there is
    isCutShort: data.after !== null && nextCursor === null,
    looksLeft,
    asOf,
  };
}
