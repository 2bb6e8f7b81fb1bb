import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { goTo } from '@/services/navigate';
import { personWords, type RecordPerson } from '../../model/records';

/** An adult's records are theirs: how to come to see them. */
export function AskToSee({ who }: { who: RecordPerson }) {
  return (
    <EmptyState
      id="ask-to-see"
      icon="shield"
      title="要 TA 本人同意才能看"
      text={`${personWords(who)} 的记录属于 TA 自己。您替 TA 缴的费，在「我付过款的每一笔订单」里照样能看到。`}
    >
      <AppButton id="go-ask" onPress={() => goTo('recordsGrants', { ask: who.person.personId })}>
        请 TA 给我看
      </AppButton>
    </EmptyState>
  );
}
