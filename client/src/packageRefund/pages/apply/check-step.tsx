import { useRouter } from '@tarojs/taro';
import { refundReasonInfo, type RefundReason } from '@yibao/shared/rules/refund';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { RuleNote } from '@/components/rule-note';
import { StepHeader } from '@/components/step-header';
import { SummaryList } from '@/components/summary-list';
import { amountWords, dayWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import { goAlone, goTo, param } from '@/services/navigate';
import { personWords } from '@/services/words';
import { isReason, moneyGoesTo, type Option } from '../../model/refund-view';
import { useOption } from './use-option';

interface CheckProps {
  option: Option;
  reason: RefundReason;
  address: Record<string, string>;
}

function Check({ option, reason, address }: CheckProps) {
  const { person, coverageYear, amountFen, itemId } = option;
  const change = (step: string) => () => goTo('refundApply', { ...address, step, itemId, reason });
  return (
    <>
      <Card>
        <SummaryList
          items={[
            {
              key: 'who',
              label: '退谁的',
              value: `${personWords(person)}，${coverageYear} 年度`,
              onChange: change('who'),
            },
            {
              key: 'reason',
              label: '原因',
              value: refundReasonInfo[reason].label,
              note: refundReasonInfo[reason].official,
              onChange: change('reason'),
            },
            { key: 'amount', label: '退多少', value: <Amount fen={amountFen} always /> },
            { key: 'place', label: '退到哪里', value: moneyGoesTo(option) },
          ]}
        />
      </Card>
      <Meaning option={option} reason={reason} />
      <RuleNote rules={option.rules} />
    </>
  );
}

/** What it means, before it is done. */
function Meaning({ option, reason }: Pick<CheckProps, 'option' | 'reason'>) {
  const { cover, person } = option;
  const isDuplicate = reason === 'DUPLICATE_PAYMENT';
  const text = isDuplicate
    ? `退的是在这里缴的这一份。另一笔缴费照样有效，${personWords(person)}的医保不受影响。`
    : `钱退回的那一刻起，这一份医保就结束：${dayWords(cover.from)}以后看病不能用它报销。钱退回之前照常有效。`;
  return (
    <Notice
      id="refund-meaning"
      tone={isDuplicate ? 'info' : 'warn'}
      title={isDuplicate ? '退了以后' : '退了以后就没有这份医保了'}
    >
      {text}
    </Notice>
  );
}

/** Step 3: everything once more, and what it means. */
export function CheckStep() {
  const { address, query, option } = useOption();
  const reason = param(useRouter().params, 'reason');
  const request = useMutation('refund.request');

  const ask = async () => {
    if (!option || !isReason(reason)) return;
    const refund = await request.run({ itemId: option.itemId, refundReason: reason });
    if (refund) goAlone('refund', { refundId: refund.refundId, done: 1 });
  };

  const footer = option && isReason(reason) && (
    <AppButton
      id="request-refund"
      busy={request.pending}
      busyText="正在提交"
      onPress={() => void ask()}
    >
      {`申请退回 ${amountWords(option.amountFen)}`}
    </AppButton>
  );
  return (
    <Page id="refund-check" footer={footer}>
      <StepHeader step={3} of={3} title="核对一下，没错就提交" />
      <ErrorNotice error={request.error} />
      <QueryView query={query}>
        {() =>
          option && isReason(reason) && <Check option={option} reason={reason} address={address} />
        }
      </QueryView>
    </Page>
  );
}
