import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { useQuery, useRepeat } from '@/services/query';
import { AskForCode } from './ask-for-code';
import { CodeConfirmed, CodeWaiting } from './code-state';

/** While somebody stands at the counter the page should turn by itself: ten minutes of asking. */
const POLL = { intervalMs: 4_000, maxTimes: 150 };

/** The way without a face: a code to show at a counter, and what became of it. */
export default function CounterCodePage() {
  const code = useQuery('identity.counterCode', {});
  const state = code.data?.state;
  useRepeat(code.reload, { ...POLL, active: state === 'waiting' });
  if (state === 'none' || state === 'expired') {
    return <AskForCode expired={state === 'expired'} onAsked={code.reload} />;
  }
  return (
    <Page id="counter-code">
      <QueryView query={code} shape="status">
        {(data) =>
          data.state === 'confirmed' ? (
            <CodeConfirmed />
          ) : (
            <CodeWaiting code={data.code ?? ''} expiresAt={data.expiresAt} />
          )
        }
      </QueryView>
    </Page>
  );
}
