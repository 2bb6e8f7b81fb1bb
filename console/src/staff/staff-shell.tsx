import { useSyncExternalStore } from 'react';
import { Navigate } from 'react-router-dom';
import { Doorway, SignOut } from '../components/doorway';
import { Shell } from '../components/shell';
import { currentEnding, onEnding } from '../services/access';
import { useAsk } from '../services/query';
import { mayEnter } from '../sign-in/may-enter';

const groups = [
  { label: '授权监督', entries: [{ path: '/staff/overview', label: '概览' }] },
  {
    label: '机构',
    entries: [
      { path: '/staff/organisations', label: '机构与协议' },
      { path: '/staff/catalogue', label: '字段目录' },
    ],
  },
  {
    label: '查看记录',
    entries: [
      { path: '/staff/looks', label: '查询记录' },
      { path: '/staff/anomalies', label: '异常' },
      { path: '/staff/erasures', label: '逾期删除' },
      { path: '/staff/audit', label: '审计' },
    ],
  },
  {
    label: '群众来件',
    entries: [
      { path: '/staff/complaints', label: '投诉' },
      { path: '/staff/rights', label: '权利申请' },
    ],
  },
  {
    label: '经办',
    entries: [
      { path: '/staff/newborn', label: '新生儿' },
      { path: '/staff/guardians', label: '监护关系' },
      { path: '/staff/refunds', label: '退费' },
      { path: '/staff/findings', label: '对账差异' },
      { path: '/staff/counter', label: '柜台确认' },
    ],
  },
];

/** The side of the bureau's staff. */
export function StaffShell() {
  const asked = useAsk('identity.me', {});
  const ending = useSyncExternalStore(onEnding, currentEnding);
  // whoever's session ended here is told so where they are
  const isOpen = asked.data !== undefined && ending?.door !== 'staff';
  if (isOpen && !mayEnter(asked.data)) return <Navigate to="/sign-in" replace />;
  return (
    <Doorway door="staff" asked={asked}>
      <Shell
        door="staff"
        place="医保局工作人员"
        who={
          <>
            {asked.data?.verified?.nameMasked}
            <SignOut path="/auth/logout" />
          </>
        }
        groups={groups}
      />
    </Doorway>
  );
}
