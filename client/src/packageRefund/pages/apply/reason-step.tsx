import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { refundReasonInfo, refundReasons } from '@yibao/shared/rules/refund';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StepHeader } from '@/components/step-header';
import { goTo, param } from '@/services/navigate';
import { personWords } from '@/services/words';
import { isReason, type Option } from '../../model/refund-view';
import { useOption } from './use-option';

/** Most often the case first. */
const order = ['JOINED_EMPLOYEE', 'JOINED_ELSEWHERE', 'DUPLICATE_PAYMENT', 'DEATH'] as const;

const choicesFor = ({ reasons }: Option) =>
  [...order, ...refundReasons.filter((reason) => !order.includes(reason))]
    .filter((reason) => reasons.includes(reason))
    .map((value) => ({
      value,
      label: refundReasonInfo[value].label,
      note: `${refundReasonInfo[value].official}：${refundReasonInfo[value].proof}`,
    }));

/** Step 2: one of the four legal reasons, in words that people use. */
export function ReasonStep() {
  const { address, query, option } = useOption();
  const asked = param(useRouter().params, 'reason');
  const [reason, setReason] = useState(isReason(asked) ? asked : undefined);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);

  const goOn = () => {
    if (reason && option) {
      goTo('refundApply', { ...address, step: 'check', itemId: option.itemId, reason });
    } else setErrors([{ fieldId: 'reason', message: '请选一个退费的原因' }]);
  };

  const footer = option && (
    <AppButton id="reason-next" onPress={goOn}>
      下一步
    </AppButton>
  );
  return (
    <Page id="refund-reason" footer={footer}>
      <StepHeader step={2} of={3} title="为什么要退？" />
      <ErrorSummary errors={errors} />
      <QueryView query={query}>
        {() =>
          option && (
            <Card>
              <ChoiceList
                id="reason"
                label={`${personWords(option.person)}的 ${option.coverageYear} 年度医保费`}
                hint="只有这几种情况可以退，医保部门会核对"
                choices={choicesFor(option)}
                value={reason}
                error={reason ? undefined : errors[0]?.message}
                onChange={(chosen) => {
                  setReason(chosen);
                  setErrors([]);
                }}
              />
            </Card>
          )
        }
      </QueryView>
    </Page>
  );
}
