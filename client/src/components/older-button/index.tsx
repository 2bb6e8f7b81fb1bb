import { AppButton } from '../app-button';
import { ErrorNotice } from '../error-state';
import type { OlderPages } from '../../services/older-pages';

interface OlderButtonProps {
  id: string;
  pages: Pick<OlderPages<unknown>, 'hasMore' | 'loading' | 'error' | 'loadMore'>;
}

/** Below a list in pages: the way to what is older, and why it did not come. */
export function OlderButton({ id, pages }: OlderButtonProps) {
  return (
    <>
      <ErrorNotice error={pages.error} />
      {pages.hasMore && (
        <AppButton
          id={id}
          kind="secondary"
          busy={pages.loading}
          busyText="正在取"
          onPress={pages.loadMore}
        >
          看更早的
        </AppButton>
      )}
    </>
  );
}
