import { Spin } from 'antd';
import { Navigate } from 'react-router-dom';
import { useAsk } from './services/query';
import { mayEnter } from './sign-in/may-enter';

/** Leads to where whoever is signed in works, else to the doors. */
export function Front() {
  const clerk = useAsk('partner.me', {});
  const account = useAsk('identity.me', {});
  if (clerk.data) return <Navigate to="/clerk/consents" replace />;
  if (mayEnter(account.data)) return <Navigate to="/staff/overview" replace />;
  if (clerk.isFetching || account.isFetching) return <Spin fullscreen />;
  return <Navigate to="/sign-in" replace />;
}
