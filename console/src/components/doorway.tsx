import { useQueryClient } from '@tanstack/react-query';
import { Button, Spin } from 'antd';
import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { useNavigate } from 'react-router-dom';
import { beginAnew, currentEnding, type Door, onEnding } from '../services/access';
import { post } from '../services/call';
import type { Asked } from '../services/query';
import { Failure } from './failure';

interface Props {
  door: Door;
  /** Who is signed in behind it. */
  asked: Asked<unknown>;
  children: ReactNode;
}

/** Waits until it is known who is signed in. Once the door has closed, its frame says why. */
export function Doorway({ door, asked: { data, error, refetch }, children }: Props) {
  const ending = useSyncExternalStore(onEnding, currentEnding);
  if (data !== undefined || ending?.door === door) return children;
  return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Spin fullscreen />;
}

/** @param path where the session of this door is ended */
export function SignOut({ path }: { path: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    // whether or not it was heard, nothing stays on this screen
    await post(path, {}).catch(() => undefined);
    queries.clear();
    beginAnew();
    await navigate('/sign-in');
  };
  return (
    <Button size="small" onClick={() => void signOut()}>
      退出登录
    </Button>
  );
}
