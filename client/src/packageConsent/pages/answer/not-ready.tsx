import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { replaceWith } from '@/services/navigate';

/** Nothing is ticked under the words as they are now: they have to be read first. */
export function NotReady({ consentId }: { consentId: string }) {
  return (
    <Page id="consent-not-ready">
      <EmptyState
        icon="document"
        title="请先看告知书"
        text="看过告知书、点选了同意，才到这一步。您改过的内容还在。"
      >
        <AppButton
          id="go-notice"
          onPress={() => replaceWith('consentAnswer', { consentId, step: 'notice' })}
        >
          去看告知书
        </AppButton>
      </EmptyState>
    </Page>
  );
}
