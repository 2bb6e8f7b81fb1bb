/**
 * What the page of a look shows, and that it shows nothing once something was refused. The data
 * lives here alone, never in a cache: with the state it is gone.
 */
import type { Input, Output } from '@yibao/shared/contracts';

type Answer = Output<'partner.look'>;
export type ShownAnswer = Extract<Answer, { decision: 'shown' }>;
export type RefusedAnswer = Extract<Answer, { decision: 'refused' }>;
export type Settlement = ShownAnswer['settlements'][number];
export type Printed = Extract<Output<'partner.print'>, { decision: 'shown' }>;
/** What is told of a print: its bytes go to the browser and are not kept. */
export type PrintProof = Omit<Printed, 'content' | 'decision' | 'mediaType'>;

/** Of which days a look is: what its paper says as well. */
export type Asked = Pick<Input<'partner.look'>, 'dataFrom' | 'dataTo'>;

export type View =
  | { at: 'nothing' }
  | {
      at: 'list';
      /** Of the look itself: what preview and file hang on. */
      lookId: string;
      asked: Asked;
      /** The latest answer: its watermark covers everything. */
      answer: ShownAnswer;
      settlements: Settlement[];
    }
  /** The paper as it would be printed, in place of the list. */
  | {
      at: 'preview';
      lookId: string;
      asked: Asked;
      answer: ShownAnswer;
      proof: PrintProof | null;
    }
  | { at: 'refused'; refused: RefusedAnswer };

/** All but a new look and the end carry the look they were asked for. */
export type LookEvent =
  | { type: 'opened'; asked: Asked; answer: Answer }
  | { type: 'turned'; lookId: string; answer: Answer }
  | { type: 'previewed'; lookId: string; answer: Answer }
  /** From the paper to the list, which begins anew. */
  | { type: 'returned'; lookId: string; answer: Answer }
  | { type: 'printed'; lookId: string; proof: PrintProof }
  | { type: 'refused'; lookId: string; refused: RefusedAnswer }
  /** Left, or failed in a way that nobody knows whether it may still be seen. */
  | { type: 'cleared' };

export const nothing: View = { at: 'nothing' };

/** Whether `event` was asked for another look than the one that stands, or none stands. */
const isOfAnotherLook = (view: View, event: LookEvent): boolean =>
  'lookId' in event && !('lookId' in view && view.lookId === event.lookId);

/**
 * @returns the next view; nothing of the one before is left in it unless it still may be seen. What
 *   comes late, for a look that no longer stands, changes nothing: its rows are another look's
 */
export function nextView(view: View, event: LookEvent): View {
  if (isOfAnotherLook(view, event)) return view;
  if ('answer' in event && event.answer.decision === 'refused') {
    return { at: 'refused', refused: event.answer };
  }
  switch (event.type) {
    case 'refused':
      return { at: 'refused', refused: event.refused };
    case 'cleared':
      return nothing;
    case 'printed':
      return view.at === 'preview' ? { ...view, proof: event.proof } : view;
    default:
      return event.answer.decision === 'shown' ? shown(view, event, event.answer) : nothing;
  }
}

type Showing = Extract<LookEvent, { answer: Answer }>;

function shown(view: View, event: Showing, answer: ShownAnswer): View {
  if (event.type === 'opened') {
    const { settlements, watermark } = answer;
    return { at: 'list', lookId: watermark.lookId, asked: event.asked, answer, settlements };
  }
  if (event.type === 'returned') {
    if (view.at !== 'preview') return view;
    const { lookId, asked } = view;
    return { at: 'list', lookId, asked, answer, settlements: answer.settlements };
  }
  // the paper has taken the list's place: there is nothing to add to
  if (view.at !== 'list') return view;
  const { lookId, asked } = view;
  if (event.type === 'previewed') return { at: 'preview', lookId, asked, answer, proof: null };
  const settlements = [...view.settlements, ...answer.settlements];
  // the first page alone says what is true of the person as a whole
  return { ...view, answer: { ...answer, cover: view.answer.cover }, settlements };
}
