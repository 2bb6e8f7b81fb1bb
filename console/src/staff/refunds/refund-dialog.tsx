import { Descriptions, Modal } from 'antd';
import type { Output } from '@yibao/shared/contracts';
import type { RefundStep } from '@yibao/shared/rules/refund-steps';
import { Failure } from '../../components/failure';
import { WordsDialog } from '../../components/words-dialog';
import { yuan } from '../../services/format';
import { useAct } from '../../services/query';

export type RefundRow = Output<'refund.queue'>['refunds'][number];

type Decision = 'approve' | 'reject' | 'sendAgain';
type Way = 'retry' | 'paidOtherwise';
type Push = 'askAgain' | 'stop';

interface StepInfo {
  /** As on the button. */
  title: string;
  /** What happens with it. */
  sentence: string;
  /** Over the field for words; pushes need none. */
  label: string;
  /** It cannot be taken back. */
  isFinal: boolean;
}

export const stepInfo: Record<RefundStep, StepInfo> = {
  approve: {
    title: '同意退费',
    sentence: '接着由医保系统确认，再把钱退给付款人；参保人这一年的医保随之结束，不能撤回。',
    label: '看到了什么证明（记入档案）',
    isFinal: true,
  },
  reject: {
    title: '不同意',
    sentence: '钱不退，医保照常有效。付款人会在手机上看到理由。',
    label: '理由（付款人会看到）',
    isFinal: true,
  },
  sendAgain: {
    title: '再送税务审核',
    sentence: '税务部门会再审一次，结果出来以前什么都不变。',
    label: '说明',
    isFinal: false,
  },
  retry: {
    title: '再退一次',
    sentence: '用同一个退费编号再退，已经退过的不会退两次。',
    label: '说明',
    isFinal: false,
  },
  paidOtherwise: {
    title: '已用别的办法退',
    sentence:
      '请先确认钱已经到付款人手里。记下以后这笔退费就结束，参保人这一年的医保随之结束，不能撤回。',
    label: '凭证号和经过',
    isFinal: true,
  },
  askAgain: {
    title: '再问一次',
    sentence: '马上向对方查询这笔退费的结果，不会退两次。',
    label: '',
    isFinal: false,
  },
  stop: {
    title: '不再等',
    sentence:
      '先问付款渠道：它说没有这笔退款或退不了，才会转到“退款受阻”，由您换一种办法退；它正在退的，会继续等。',
    label: '',
    isFinal: true,
  },
};

const isPush = (step: RefundStep): step is Push => step === 'askAgain' || step === 'stop';
const isWay = (step: RefundStep): step is Way => step === 'retry' || step === 'paidOtherwise';

/** Whose money it is and how much, to be read before a decision. */
const About = ({ row }: { row: RefundRow }) => (
  <Descriptions
    size="small"
    column={1}
    style={{ marginBottom: 12 }}
    items={[
      {
        key: 'reference',
        label: '退费编号',
        children: <span className="once">{row.reference}</span>,
      },
      {
        key: 'people',
        label: '参保人',
        children: row.people
          .map(({ nameMasked, coverageYear }) => `${nameMasked}（${coverageYear} 年度）`)
          .join('、'),
      },
      { key: 'amount', label: '退费金额', children: `${yuan(row.amountFen)} 元` },
    ]}
  />
);

interface Props {
  row: RefundRow;
  step: RefundStep;
  onClose: () => void;
  /** With what was done. */
  onDone: (said: string) => void;
}

function PushDialog({ row, step, onClose, onDone }: Props & { step: Push }) {
  const push = useAct('refund.resolveOverdue', 'refund.');
  const { title, sentence, isFinal } = stepInfo[step];
  const done = {
    askAgain: '已经再问，结果出来会自动往下办。还在名单里的，过几分钟再看。',
    stop: '不再等了，这笔在“退款受阻”里接着办。',
  };
  return (
    <Modal
      open
      title={title}
      okText={title}
      okButtonProps={{ danger: isFinal }}
      confirmLoading={push.isPending}
      onOk={() =>
        push.mutate({ refundId: row.refundId, way: step }, { onSuccess: () => onDone(done[step]) })
      }
      onCancel={onClose}
    >
      <Failure error={push.error} />
      <About row={row} />
      <p>{sentence}</p>
    </Modal>
  );
}

function WordsStep({ row, step, onClose, onDone }: Props & { step: Decision | Way }) {
  const decide = useAct('refund.decide', 'refund.');
  const resolve = useAct('refund.resolveAbnormal', 'refund.');
  const { title, sentence, label, isFinal } = stepInfo[step];
  const { refundId, reference } = row;
  const done = { onSuccess: () => onDone(`已办：${title}。退费编号 ${reference}。`) };
  const act = isWay(step) ? resolve : decide;
  return (
    <WordsDialog
      open
      title={title}
      sentence={
        <>
          <About row={row} />
          {sentence}
        </>
      }
      label={label}
      okText={title}
      danger={isFinal}
      maxLength={200}
      error={act.error}
      pending={act.isPending}
      onClose={onClose}
      onWords={(words) => {
        if (isWay(step)) resolve.mutate({ refundId, way: step, words }, done);
        else decide.mutate({ refundId, decision: step, words }, done);
      }}
    />
  );
}

/** Carries one step of a refund out; what has to be explained asks for words. */
export function RefundDialog({ step, ...rest }: Props) {
  return isPush(step) ? <PushDialog step={step} {...rest} /> : <WordsStep step={step} {...rest} />;
}
