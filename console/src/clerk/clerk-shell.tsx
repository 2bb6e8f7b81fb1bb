import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Spin } from 'antd';
import { useEffect, useSyncExternalStore } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { Failure } from '../components/failure';
import { Shell } from '../components/shell';
import { beginAnew, currentEnding, onEnding } from '../services/access';
import { post } from '../services/call';
import { dateTime } from '../services/format';
import { useAsk } from '../services/query';
import { type Me, MeContext } from './me';

const groups = [
  {
    label: '授权',
    entries: [
      { path: '/clerk/consents', label: '授权请求' },
      { path: '/clerk/request', label: '发起请求' },
    ],
  },
  {
    label: '使用',
    entries: [
      { path: '/clerk/look', label: '查询' },
      { path: '/clerk/cases', label: '案件' },
    ],
  },
  { label: '机构', entries: [{ path: '/clerk/organisation', label: '我的机构' }] },
];

const longestTimerMs = 2_000_000_000;

/** When the session's last moment has come, the page asks once more, which clears it. */
function useSessionEnd(me: Me | undefined, ask: () => unknown): void {
  useEffect(() => {
    if (!me || me.sessionUntil === null) return;
    const leftMs = Math.max(me.sessionUntil - me.now, 0) + 1000;
    const timer = setTimeout(() => void ask(), Math.min(leftMs, longestTimerMs));
    return () => clearTimeout(timer);
  }, [me, ask]);
}

function Who({ me }: { me: Me }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    // whether or not it was heard, nothing stays on this screen
    await post('/console-auth/sign-out', {}).catch(() => undefined);
    queries.clear();
    beginAnew();
    await navigate('/sign-in');
  };
  return (
    <>
      <span>
        {me.clerkName}
        {me.sessionUntil !== null && `（登录到 ${dateTime(me.sessionUntil).slice(11)}）`}
      </span>
      <Button size="small" onClick={() => void signOut()}>
        退出登录
      </Button>
    </>
  );
}

/** What the organisation owes, on every page: it hears of a case that ended by itself here. */
function Erasures({ me }: { me: Me }) {
  const { overdue, closedByItself } = me.erasures;
  if (overdue + closedByItself === 0) return null;
  const title =
    overdue > 0
      ? `有 ${overdue} 个案件过了最晚删除日期还没有确认，医保局已经看到。`
      : `有 ${closedByItself} 个案件长期没有有效授权，已经自动结案，请按期删除看到的内容。`;
  return (
    <Alert
      type={overdue > 0 ? 'error' : 'warning'}
      showIcon
      style={{ marginBottom: 12 }}
      title={title}
      action={<Link to="/clerk/cases">去处理</Link>}
    />
  );
}

/** The side of partner organisations' clerks. */
export function ClerkShell() {
  const { data, error, refetch } = useAsk('partner.me', {});
  const ending = useSyncExternalStore(onEnding, currentEnding);
  useSessionEnd(data, refetch);
  const isClosed = ending?.door === 'clerk';
  if (!data && !isClosed) {
    return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Spin fullscreen />;
  }
  return (
    <MeContext.Provider value={data ?? null}>
      <Shell
        door="clerk"
        place={data?.organisation.name ?? ''}
        who={data && <Who me={data} />}
        groups={groups}
        band={data && <Erasures me={data} />}
      />
    </MeContext.Provider>
  );
}
