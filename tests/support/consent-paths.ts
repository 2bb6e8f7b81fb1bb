/** Every way in which an organisation gets at somebody's data, tried one after the other. */
import { type Input, type Reply } from '@yibao/shared/contracts';
import { type Desk } from './consent-direct';

/** `shown`, the reason of a refusal, or the code of an error. */
export type Outcome = string;

type Answer = { decision: 'shown' } | { decision: 'refused'; reason: string };

export function outcomeOf(reply: Reply<Answer>): Outcome {
  if (!reply.ok) return reply.error.code;
  return reply.data.decision === 'shown' ? 'shown' : reply.data.reason;
}

type Ask = Input<'partner.look'>;

/** A look that stands open, with a next page, a preview and a file begun. */
export interface OpenedLook {
  ask: Ask;
  lookId: string;
  cursor: string;
  previewId: string;
}

/** Opens a look by which everything else can be tried. @throws Error when it is not shown */
export async function openAll(desk: Desk, ask: Ask): Promise<OpenedLook> {
  const look = await desk.call('partner.look', ask);
  if (look.decision !== 'shown') throw new Error(look.reason);
  const { lookId } = look.watermark;
  if (look.nextCursor === null) throw new Error('too few settlements for a next page');
  const preview = await desk.call('partner.preview', { lookId });
  if (preview.decision !== 'shown') throw new Error(preview.reason);
  const file = await desk.call('partner.export', { lookId });
  if (file.decision !== 'shown') throw new Error(file.reason);
  return { ask, lookId, cursor: look.nextCursor, previewId: preview.watermark.lookId };
}

/** What becomes of each way now. */
export async function tryAll(desk: Desk, opened: OpenedLook): Promise<Record<string, Outcome>> {
  const { ask, lookId, cursor, previewId } = opened;
  return {
    look: outcomeOf(await desk.reply('partner.look', ask)),
    next: outcomeOf(await desk.reply('partner.next', { cursor })),
    firstPage: outcomeOf(await desk.reply('partner.firstPage', { lookId })),
    preview: outcomeOf(await desk.reply('partner.preview', { lookId })),
    print: outcomeOf(await desk.reply('partner.print', { previewId })),
    export: outcomeOf(await desk.reply('partner.export', { lookId })),
  };
}

/** The same outcome on every way. */
export const everyWay = (outcome: Outcome): Record<string, Outcome> => ({
  look: outcome,
  next: outcome,
  firstPage: outcome,
  preview: outcome,
  print: outcome,
  export: outcome,
});
