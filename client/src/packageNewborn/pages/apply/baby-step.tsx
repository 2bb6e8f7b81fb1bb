import { isIsoDate } from '@yibao/shared/rules/dates';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { Field } from '@/components/field';
import { Notice } from '@/components/notice';
import { dayWords } from '@/services/format';
import { useQuery } from '@/services/query';
import type { Sex } from '../../model/answers';
import { clockWords } from '../../model/words';
import { MomentField } from '../../parts/moment-field';
import { StepPage } from './step-page';
import { type StepProps, useStep } from './use-step';

const sexes: { value: Sex; label: string }[] = [
  { value: 'female', label: '女孩' },
  { value: 'male', label: '男孩' },
];

/** From when a birth of that day is covered; says nothing while it is not known. */
function CoverSentence({ bornOn, today }: { bornOn: string; today: string }) {
  const fits = isIsoDate(bornOn) && bornOn <= today;
  const quote = useQuery('newborn.quote', fits ? { bornOn } : null);
  if (!quote.data) return null;
  const { withinWindow, sentence } = quote.data;
  return (
    <Notice
      id="quote"
      tone={withinWindow ? 'ok' : 'warn'}
      title={withinWindow ? '可以从出生那天起报销' : '出生已经超过期限，按逾期规定办'}
      announce
    >
      {sentence}
    </Notice>
  );
}

/** Step 2: the baby, as on the certificate. */
export function BabyStep({ start }: StepProps) {
  const state = useStep('baby', start);
  const { answers, facts, errors, set } = state;
  const { babyName, sex, bornOn, bornAtTime } = answers;
  return (
    <StepPage
      step="baby"
      name="baby"
      title="宝宝的信息"
      hint="和出生医学证明上的写法一样。"
      state={state}
    >
      <Card id="baby-form">
        <Field
          id="baby-name"
          label="宝宝的姓名"
          hint="例如 王小兰"
          value={babyName}
          error={errors['baby-name']}
          onChange={(value) => set({ babyName: value })}
        />
        <ChoiceList
          id="sex"
          label="宝宝的性别"
          choices={sexes}
          columns={2}
          value={sex}
          error={errors.sex}
          onChange={(value) => set({ sex: value })}
        />
        <MomentField
          id="born-on"
          label="出生日期"
          mode="date"
          max={facts.today}
          value={bornOn}
          words={isIsoDate(bornOn) ? dayWords(bornOn) : ''}
          placeholder="点这里选日期"
          error={errors['born-on']}
          onChange={(value) => set({ bornOn: value })}
        />
        <MomentField
          id="born-at-time"
          label="出生时间"
          hint="证上写的几点几分"
          mode="time"
          value={bornAtTime}
          words={clockWords(bornAtTime)}
          placeholder="点这里选时间"
          error={errors['born-at-time']}
          onChange={(value) => set({ bornAtTime: value })}
        />
      </Card>
      <CoverSentence bornOn={bornOn} today={facts.today} />
    </StepPage>
  );
}
