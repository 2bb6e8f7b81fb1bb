import { Alert, Modal } from 'antd';
import { type FindingWay, findingWayInfo } from '@yibao/shared/rules/reconciliation-ways';
import { Failure } from '../../components/failure';
import { WordsDialog } from '../../components/words-dialog';
import { useAct } from '../../services/query';
import type { Finding } from './findings';

const listWords = {
  compared: null,
  notReady: '对方的账单还没有出来，过些时候再查。',
  refused: '对方的账单不能用，差异留在这里。',
  busy: '正在对这份账单，过一会儿再看。',
} as const;

interface Props {
  finding: Finding | null;
  way: FindingWay;
  onClose: () => void;
}

interface AskProps {
  finding: Finding;
  onClose: () => void;
}

function AskAgain({ finding, onClose }: AskProps) {
  const ask = useAct('reconcile.askAgain', 'reconcile.');
  const { findingId, label } = finding;
  const answer = ask.data;
  const over = answer && ['healed', 'resolved'].includes(answer.finding.state);
  const said =
    answer && (listWords[answer.list] ?? (over ? '已经对上，差异结束。' : '还是对不上。'));
  return (
    <Modal
      open
      title={`再查一次：${label}`}
      okText={answer ? '知道了' : '马上再查'}
      confirmLoading={ask.isPending}
      onOk={() => (answer ? onClose() : ask.mutate({ findingId }))}
      onCancel={onClose}
    >
      <Failure error={ask.error} />
      <p>{findingWayInfo.askAgain.sentence}</p>
      {said !== undefined && (
        <Alert type={over ? 'success' : 'info'} showIcon role="status" title={said} />
      )}
    </Modal>
  );
}

/** One way out of one difference. */
export function FindingDialog({ finding, way, onClose }: Props) {
  const explain = useAct('reconcile.resolve', 'reconcile.');
  const settle = useAct('reconcile.settleOutside', 'reconcile.');
  if (finding && way === 'askAgain') return <AskAgain finding={finding} onClose={onClose} />;
  const act = way === 'settleOutside' ? settle : explain;
  const leave = () => {
    explain.reset();
    settle.reset();
    onClose();
  };
  const info = findingWayInfo[way];
  const isSecond = way === 'settleOutside' && finding?.proposedAt !== null;
  return (
    <WordsDialog
      open={finding !== null}
      title={`${info.label}：${finding?.label ?? ''}`}
      sentence={
        isSecond && finding
          ? `同事已写明凭证：${finding.proof ?? ''}。请核对后确认。`
          : info.sentence
      }
      label={way === 'settleOutside' ? '凭证号和经过' : '原因'}
      okText={isSecond ? '核对无误，确认' : '提交'}
      error={act.error}
      pending={act.isPending}
      onClose={leave}
      onWords={(reason) =>
        finding && act.mutate({ findingId: finding.findingId, reason }, { onSuccess: leave })
      }
    />
  );
}
