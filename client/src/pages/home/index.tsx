import { ErrorNotice, ErrorState } from '@/components/error-state';
import { Page } from '@/components/page';
import { Skeleton } from '@/components/skeleton';
import { type Query, useQuery } from '@/services/query';
import { FamilyHome } from './family-home';
import { Header } from './header';
import { Services, type Waiting } from './services';
import type { Overview } from './standing';
import { LoginWelcome, VerifyWelcome } from './welcome';

/** Home: where everybody in the family stands, and the one next step. */
export default function HomePage() {
  const me = useQuery('identity.me', {});
  const overview = useQuery('enrollment.overview', {});
  const waiting: Waiting = {
    unread: me.data?.unreadNotices ?? 0,
    consentRequests: me.data?.consentRequests ?? 0,
  };
  const unverified = me.data?.verified === null || overview.error?.code === 'not_verified';
  return (
    <Page id="home" isHome>
      <Header />
      {unverified ? (
        <VerifyWelcome waiting={waiting} />
      ) : (
        <VerifiedHome overview={overview} waiting={waiting} />
      )}
    </Page>
  );
}

function VerifiedHome({ overview, waiting }: { overview: Query<Overview>; waiting: Waiting }) {
  const { data, error, reload } = overview;
  if (error?.code === 'not_logged_in') return <LoginWelcome />;
  if (data) {
    return (
      <>
        <ErrorNotice error={error} />
        <FamilyHome overview={data} waiting={waiting} />
      </>
    );
  }
  if (!error) {
    return (
      <>
        <Skeleton shape="status" />
        <Skeleton shape="list" />
      </>
    );
  }
  return (
    <>
      <ErrorState error={error} onRetry={reload} />
      <Services verified waiting={waiting} />
    </>
  );
}
