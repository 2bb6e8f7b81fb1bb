import { Alert, Descriptions, Modal } from 'antd';
import { type FindingWay, findingWayInfo } from '@yibao/shared/rules/reconciliation-ways';
import { Failure } from '../../components/failure';
import { WordsDialog } from '../../components/words-dialog';
import { yuan } from '../../services/format';
import { useAct } from '../../services/query';
import type { Finding } from './findings';

const listWords = {
  compared: null,
  notReady: '对方的账单还没有出来，过些时候再查。',
  refused: '对方的账单不能用，差异留在这里。',
  busy: '正在对这份账单，过一会儿再看。',
} as const;

/** Which difference it is about, and what stands on the two sides. */
const About = ({ finding }: { finding: Finding }) => (
  <Descriptions
    size="small"
    column={1}
    style={{ marginBottom: 12 }}
    items={[
      { key: 'label', label: '差异', children: finding.label },
      { key: 'meaning', label: '意思', children: finding.sentence },
      {
        key: 'reference',
        label: '我方编号',
        children: <span className="once">{finding.reference}</span>,
      },
      {
        key: 'sums',
        label: '金额',
        children: `对方 ${yuan(finding.thereFen)} 元，我方 ${yuan(finding.hereFen)} 元`,
      },
    ]}
  />
);

interface Props {
  finding: Finding;
  way: FindingWay;
  onClose: () => void;
  /** With what was done. */
  onDone: (said: string) => void;
}

function AskAgain({ finding, onClose }: Props) {
  const ask = useAct('reconcile.askAgain', 'reconcile.');
  const { findingId } = finding;
  const answer = ask.data;
  const over = answer && ['healed', 'resolved'].includes(answer.finding.state);
  const said =
    answer && (listWords[answer.list] ?? (over ? '已经对上，差异结束。' : '还是对不上。'));
  return (
    <Modal
      open
      title={findingWayInfo.askAgain.label}
      okText={answer ? '知道了' : '马上再查'}
      confirmLoading={ask.isPending}
      onOk={() => (answer ? onClose() : ask.mutate({ findingId }))}
      onCancel={onClose}
    >
      <Failure error={ask.error} />
      <About finding={finding} />
      <p>{findingWayInfo.askAgain.sentence}</p>
      {said !== undefined && (
        <Alert type={over ? 'success' : 'info'} showIcon role="status" title={said} />
      )}
    </Modal>
  );
}

/** Words that end a difference: why it stands, what was done outside, or that a colleague saw it. */
function Write({ finding, way, onClose, onDone }: Props) {
  const explain = useAct('reconcile.resolve', 'reconcile.');
  const settle = useAct('reconcile.settleOutside', 'reconcile.');
  const isOutside = way === 'settleOutside';
  const isSecond = isOutside && finding.proposedAt !== null;
  const act = isOutside ? settle : explain;
  const info = findingWayInfo[way];
  const said = isOutside && !isSecond ? '已记下，等另一位同事核对凭证。' : '已办，差异结束。';
  return (
    <WordsDialog
      open
      title={isSecond ? checkProof : info.label}
      sentence={
        <>
          <About finding={finding} />
          {isSecond
            ? `${finding.proposedByBadge ?? '同事'} 写明：${finding.proof ?? ''}。请找到凭证核对，确认以后差异结束，不能撤回。`
            : info.sentence}
        </>
      }
      label={isSecond ? '核对了什么' : isOutside ? '凭证号和经过' : '原因'}
      okText={isSecond ? '核对无误，确认' : '提交'}
      danger={isSecond}
      error={act.error}
      pending={act.isPending}
      onClose={onClose}
      onWords={(reason) =>
        act.mutate({ findingId: finding.findingId, reason }, { onSuccess: () => onDone(said) })
      }
    />
  );
}

/** The second of two clerks has another button than the first. */
export const checkProof = '核对凭证';

/** One way out of one difference. */
export const FindingDialog = (props: Props) =>
  props.way === 'askAgain' ? <AskAgain {...props} /> : <Write {...props} />;
