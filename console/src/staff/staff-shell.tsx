import { useQueryClient } from '@tanstack/react-query';
import { Button, Spin } from 'antd';
import { useSyncExternalStore } from 'react';
import { Navigate, useNavigate } from 'react-router-dom';
import { Failure } from '../components/failure';
import { Shell } from '../components/shell';
import { beginAnew, currentEnding, onEnding } from '../services/access';
import { post } from '../services/call';
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
      { path: '/staff/refunds', label: '退费' },
      { path: '/staff/findings', label: '对账差异' },
      { path: '/staff/counter', label: '柜台确认' },
    ],
  },
];

function Who() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    await post('/auth/logout', {}).catch(() => undefined);
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

/** The side of the bureau's staff. */
export function StaffShell() {
  const { data, error, refetch } = useAsk('identity.me', {});
  const ending = useSyncExternalStore(onEnding, currentEnding);
  if (ending?.door !== 'staff') {
    if (error) return <Failure error={error} onRetry={() => void refetch()} />;
    if (!data) return <Spin fullscreen />;
    if (!mayEnter(data)) return <Navigate to="/sign-in" replace />;
  }
  return <Shell door="staff" place="医保局工作人员" who={<Who />} groups={groups} />;
}
