import { useQueryClient } from '@tanstack/react-query';
import { Button, Result } from 'antd';
import { useEffect } from 'react';
import { useNavigate } from 'react-router-dom';
import { beginAnew, type Ending } from '../services/access';

/** In place of every page once nothing may be shown any more: why, and the way out. */
export function Ended({ ending }: { ending: Ending }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => queries.clear(), [queries]);
  const title = ending.isSessionOver ? '登录已经结束' : '现在不能再使用';
  return (
    <div role="alert" data-ended>
      <Result
        status="warning"
        title={title}
        subTitle={
          <>
            {ending.isSessionOver ? '页面上的内容已经清除，请重新登录。' : ending.message}
            {!ending.isSessionOver && <>。页面上的内容已经清除。</>}
            {ending.traceId !== '' && <div className="note">追踪编号 {ending.traceId}</div>}
          </>
        }
        extra={
          <Button
            type="primary"
            onClick={() => {
              beginAnew();
              void navigate('/sign-in');
            }}
          >
            回到登录页
          </Button>
        }
      />
    </div>
  );
}
