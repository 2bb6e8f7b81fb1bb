import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { ErrorNotice } from '@/components/error-state';
import { useMutation } from '@/services/mutation';
import { goTo } from '@/services/navigate';
import { callWord } from '@/services/words';
import { recordPersonWords, type RecordPerson } from '../../model/records';

interface AskToSeeProps {
  who: RecordPerson;
  /** The caller has become the guardian. */
  onGuarding: () => void;
}

/** A child cannot agree: the registers say who may look. */
function GuardChild({ who, onGuarding }: AskToSeeProps) {
  const guard = useMutation('records.guard');
  const go = async () => {
    if (await guard.run({ personId: who.person.personId })) onGuarding();
  };
  return (
    <>
      <ErrorNotice error={guard.error} />
      <EmptyState
        id="guard-child"
        icon="shield"
        title={`您是${callWord(who.relation)}的父母吗？`}
        text={`${recordPersonWords(who)} 没有满 18 岁，父母登记为监护人就能看孩子的记录。我们向户籍和出生登记核对，当场出结果。`}
      >
        <AppButton id="go-guard" busy={guard.pending} busyText="正在核对" onPress={() => void go()}>
          我是父母，核对一下
        </AppButton>
      </EmptyState>
    </>
  );
}

/** Somebody else's records are theirs: how to come to see them. */
export function AskToSee({ who, onGuarding }: AskToSeeProps) {
  if (who.mayGuard) return <GuardChild who={who} onGuarding={onGuarding} />;
  return (
    <EmptyState
      id="ask-to-see"
      icon="shield"
      title={`要${callWord(who.relation)}本人同意才能看`}
      text={`${recordPersonWords(who)} 的记录属于本人。您付的钱，在「我付的订单」里照样能看到。`}
    >
      <AppButton id="go-ask" onPress={() => goTo('recordsGrants', { ask: who.person.personId })}>
        {`请${callWord(who.relation)}给我看`}
      </AppButton>
    </EmptyState>
  );
}
