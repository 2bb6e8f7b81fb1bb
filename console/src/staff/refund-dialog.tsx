import { Modal } from 'antd';
import { Failure } from '../components/failure';
import { WordsDialog } from '../components/words-dialog';
import { useAct } from '../services/query';

type Decision = 'approve' | 'reject' | 'sendAgain';
type Way = 'retry' | 'paidOtherwise';
type Push = 'askAgain' | 'stop';
export type RefundStep = Decision | Way | Push;

const words = {
  approve: {
    title: '同意退费',
    sentence: '接着由医保系统确认，再退钱；医保随之结束。',
    label: '理由',
  },
  reject: { title: '不同意退费', sentence: '付款人会看到理由，医保照常有效。', label: '理由' },
  sendAgain: { title: '再送税务审核', sentence: '税务部门会再审一次。', label: '说明' },
  retry: { title: '再退一次', sentence: '用同一个退款单号再试，不会退两次。', label: '说明' },
  paidOtherwise: {
    title: '已用别的办法退',
    sentence: '请先确认钱已经到付款人手里；记下以后这笔退费就结束。',
    label: '凭证和经过',
  },
} as const satisfies Record<Decision | Way, object>;

const pushes = {
  askAgain: { title: '再问一次', sentence: '马上向对方查询这笔退费的结果。' },
  stop: { title: '不再等', sentence: '对方没有这笔退款时不再等，转到“退款受阻”换一种办法退。' },
} as const satisfies Record<Push, object>;

const isPush = (step: RefundStep): step is Push => step in pushes;
const isDecision = (step: RefundStep): step is Decision =>
  ['approve', 'reject', 'sendAgain'].includes(step);

interface Props {
  step: RefundStep | null;
  refundId: string;
  reference: string;
  onClose: () => void;
}

/** Carries one step of a refund out; what needs words asks for them. */
export function RefundDialog({ step, refundId, reference, onClose }: Props) {
  const decide = useAct('refund.decide', 'refund.');
  const resolve = useAct('refund.resolveAbnormal', 'refund.');
  const push = useAct('refund.resolveOverdue', 'refund.');
  const leave = () => {
    for (const act of [decide, resolve, push]) act.reset();
    onClose();
  };
  const done = { onSuccess: leave };
  if (step !== null && isPush(step)) {
    return (
      <Modal
        open
        title={`${pushes[step].title}：${reference}`}
        okText={pushes[step].title}
        confirmLoading={push.isPending}
        onOk={() => push.mutate({ refundId, way: step }, done)}
        onCancel={leave}
      >
        <Failure error={push.error} />
        <p>{pushes[step].sentence}</p>
      </Modal>
    );
  }
  const text = words[step ?? 'approve'];
  const isDeciding = step === null || isDecision(step);
  return (
    <WordsDialog
      open={step !== null}
      title={`${text.title}：${reference}`}
      sentence={text.sentence}
      label={text.label}
      okText={text.title}
      danger={step === 'reject'}
      maxLength={200}
      error={isDeciding ? decide.error : resolve.error}
      pending={decide.isPending || resolve.isPending}
      onClose={leave}
      onWords={(said) => {
        if (step === null || isPush(step)) return;
        if (isDecision(step)) decide.mutate({ refundId, decision: step, words: said }, done);
        else resolve.mutate({ refundId, way: step, words: said }, done);
      }}
    />
  );
}
