import { Spin } from 'antd';
import { Navigate } from 'react-router-dom';
import { useAsk } from './services/query';

/** Leads to where whoever is signed in works, else to the doors. */
export function Front() {
  const clerk = useAsk('partner.me', {});
  const account = useAsk('identity.me', {});
  if (clerk.data) return <Navigate to="/clerk/consents" replace />;
  if (account.data?.isStaff) return <Navigate to="/staff/overview" replace />;
  if (clerk.isFetching || account.isFetching) return <Spin fullscreen />;
  return <Navigate to="/sign-in" replace />;
}
