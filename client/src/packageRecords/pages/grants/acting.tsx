import { ErrorNotice } from '@/components/error-state';
import { ConfirmDialog } from '@/components/sheet';
import { useMutation } from '@/services/mutation';
import {
  askerWords,
  claimWords,
  type Grant,
  type Party,
  partyCall,
  partyWords,
  type RecordKind,
} from '../../model/records';
import { KindsSheet } from './kinds-sheet';

/** What is being done about whom. */
export type Doing =
  | { what: 'give' | 'ask'; other: Party; chosen: readonly RecordKind[] }
  | { what: 'answer'; grant: Grant }
  | { what: 'decline' | 'end'; grant: Grant };

interface ActingProps {
  doing: Doing;
  onDone: () => void;
  onClose: () => void;
}

/** Which kinds to give. */
export function Giving({ doing, onDone, onClose }: ActingProps) {
  const give = useMutation('records.give');
  if (doing.what !== 'give') return null;
  const { personId } = doing.other;
  return (
    <KindsSheet
      id="give"
      title={`给${partyWords(doing.other)}看什么`}
      text="只给看您选的。对方每看一次您都看得到，随时可以收回。"
      confirmText="同意给看"
      chosen={doing.chosen}
      busy={give.pending}
      error={give.error}
      onConfirm={(kinds) => void give.run({ personId, kinds }).then((done) => done && onDone())}
      onClose={onClose}
    />
  );
}

/** Which kinds to ask for. */
export function Asking({ doing, onDone, onClose }: ActingProps) {
  const ask = useMutation('records.ask');
  if (doing.what !== 'ask') return null;
  const { personId } = doing.other;
  const call = partyCall(doing.other);
  return (
    <KindsSheet
      id="ask"
      title={`想看${partyWords(doing.other)}的什么`}
      text={`${call}会收到一条消息，能看到您的全名；同意以后您才能看。可以少给几样，也可以不同意。`}
      confirmText={`问${call}`}
      chosen={doing.chosen}
      busy={ask.pending}
      error={ask.error}
      onConfirm={(kinds) => void ask.run({ personId, kinds }).then((done) => done && onDone())}
      onClose={onClose}
    />
  );
}

/** What was asked for, or less of it: nothing is chosen beforehand. */
export function Answering({
  doing,
  onDecline,
  onDone,
  onClose,
}: ActingProps & { onDecline: (grant: Grant) => void }) {
  const answer = useMutation('records.answer');
  if (doing.what !== 'answer') return null;
  const { grantId, other, kinds } = doing.grant;
  const claim = claimWords(other);
  return (
    <KindsSheet
      id="answer"
      title={`给${askerWords(doing.grant)}看什么`}
      text={
        (claim === null ? '' : `${claim}不认识就点「不同意」。`) +
        '只给看您选的。对方每看一次您都看得到，随时可以收回。'
      }
      confirmText="同意给看"
      onDecline={() => onDecline(doing.grant)}
      offered={kinds}
      chosen={[]}
      busy={answer.pending}
      error={answer.error}
      onConfirm={(chosen) =>
        void answer
          .run({ grantId, decision: 'give', kinds: chosen })
          .then((done) => done && onDone())
      }
      onClose={onClose}
    />
  );
}

/** Asks once more before declining, taking back or giving back. */
export function Ending({ doing, onDone, onClose }: ActingProps) {
  const answer = useMutation('records.answer');
  const end = useMutation('records.endGrant');
  if (doing.what !== 'decline' && doing.what !== 'end') return null;
  const { grantId, other, side, status } = doing.grant;
  const declines = doing.what === 'decline';
  const who = partyWords(other);
  const title = declines
    ? `不给${who}看吗？`
    : side === 'mine'
      ? `收回给${who}看的吗？`
      : status === 'requested'
        ? `不再问${who}了吗？`
        : `不再看${who}的记录吗？`;
  const text = declines
    ? '对方会知道您没有同意，不影响任何人的医保。'
    : side === 'mine'
      ? '收回以后，对方马上就看不到了。'
      : '以后想看可以再问。';
  const confirm = async () => {
    const done = declines
      ? await answer.run({ grantId, decision: 'decline' })
      : await end.run({ grantId });
    if (done) onDone();
  };
  return (
    <>
      <ErrorNotice error={answer.error ?? end.error} />
      <ConfirmDialog
        id="end-grant"
        open
        title={title}
        text={text}
        confirmText={declines ? '不同意' : side === 'mine' ? '收回' : '确定'}
        danger={side === 'mine'}
        busy={answer.pending || end.pending}
        onConfirm={() => void confirm()}
        onClose={onClose}
      />
    </>
  );
}
