import { Alert } from 'antd';
import { useEffect } from 'react';
import { Link } from 'react-router-dom';
import { Doorway, SignOut } from '../components/doorway';
import { Shell } from '../components/shell';
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

const Who = ({ me }: { me: Me }) => (
  <>
    <span>
      {me.clerkName}
      {me.sessionUntil !== null && `（登录到 ${dateTime(me.sessionUntil).slice(11)}）`}
    </span>
    <SignOut path="/console-auth/sign-out" />
  </>
);

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
  const asked = useAsk('partner.me', {});
  const { data, refetch } = asked;
  useSessionEnd(data, refetch);
  return (
    <Doorway door="clerk" asked={asked}>
      <MeContext.Provider value={data ?? null}>
        <Shell
          door="clerk"
          place={data?.organisation.name ?? ''}
          who={data && <Who me={data} />}
          groups={groups}
          band={data && <Erasures me={data} />}
        />
      </MeContext.Provider>
    </Doorway>
  );
}
