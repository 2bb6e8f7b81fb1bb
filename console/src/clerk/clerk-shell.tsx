import { useEffect } from 'react';
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
        />
      </MeContext.Provider>
    </Doorway>
  );
}
