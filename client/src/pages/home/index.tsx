import { ErrorNotice, ErrorState } from '@/components/error-state';
import { Page } from '@/components/page';
import { Skeleton } from '@/components/skeleton';
import { useQuery } from '@/services/query';
import { FamilyHome } from './family-home';
import { Header } from './header';
import { Services } from './services';
import { LoginWelcome, VerifyWelcome } from './welcome';

/** Home: where everybody in the family stands, and the one next step. */
export default function HomePage() {
  const overview = useQuery('enrollment.overview', {});
  const { data, error, reload } = overview;
  return (
    <Page id="home" isHome>
      <Header />
      {data ? (
        <>
          <ErrorNotice error={error} />
          <FamilyHome overview={data} />
        </>
      ) : (
        <Absent error={error} reload={reload} />
      )}
    </Page>
  );
}

function Absent({ error, reload }: Pick<ReturnType<typeof useQuery>, 'error' | 'reload'>) {
  if (!error) {
    return (
      <>
        <Skeleton shape="status" />
        <Skeleton shape="list" />
      </>
    );
  }
  if (error.code === 'not_logged_in') return <LoginWelcome />;
  if (error.code === 'not_verified') return <VerifyWelcome />;
  return (
    <>
      <ErrorState error={error} onRetry={reload} />
      <Services verified />
    </>
  );
}
