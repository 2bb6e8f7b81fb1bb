import { Button, Result } from 'antd';
import { denialReasons } from '@yibao/shared/rules/consent-decision';
import type { RefusedAnswer } from './look-state';

interface Props {
  refused: RefusedAnswer;
  onClose: () => void;
}

/** A refusal is an answer: why, under which number it was written down, and nothing else. */
export function RefusedView({ refused, onClose }: Props) {
  const { message, reason, lookId } = refused;
  return (
    <div role="alert" data-refused={reason}>
      <Result
        status="warning"
        title="没有看到内容"
        subTitle={
          <>
            <div>{message === '' ? denialReasons[reason] : message}</div>
            <div className="note">
              查询编号 {lookId}。页面上原来的内容已经清除，这次也记在本人的查看记录里。
            </div>
          </>
        }
        extra={<Button onClick={onClose}>回到授权</Button>}
      />
    </div>
  );
}
