import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { type Choice, ChoiceList } from '@/components/choice-list';
import { Notice } from '@/components/notice';
import { IdentityFields } from '../../../packageIdentity/parts/identity-fields';
import type { OtherParent, Start } from '../../model/answers';
import { otherRoleWord } from '../../model/words';
import { keepStart } from '../../use-start';
import { StepPage } from './step-page';
import { type StepProps, useStep } from './use-step';

function choicesFor({ spouse }: Start): Choice<OtherParent>[] {
  const known: Choice<OtherParent>[] = spouse
    ? [
        {
          value: 'spouse',
          label: `${spouse.nameMasked}（婚姻登记）`,
          note: `证件 ${spouse.documentMasked}，不用再填`,
        },
      ]
    : [];
  return [
    ...known,
    {
      value: 'typed',
      label: spouse ? '填写另一位' : '填写姓名和证件',
      // The registry's silence says nothing about a marriage: it may be away, or not know it yet.
      note: spouse ? '证上写的不是登记的爱人，或者没有领证' : '照出生医学证明填',
    },
    { value: 'none', label: '证上只有我一位', note: '证上另一位家长一栏是空的' },
  ];
}

/** Step 3: the other parent on the certificate. */
export function OtherParentStep({ start }: StepProps) {
  const state = useStep('otherParent', start);
  const { answers, facts, errors, set } = state;
  const whose = `宝宝的${otherRoleWord(start.role)}`;
  return (
    <StepPage
      step="otherParent"
      name="other-parent"
      title={`${whose}是谁？`}
      hint="看出生医学证明上写了谁。"
      state={state}
    >
      {start.spouseLookup === 'unavailable' && (
        <Notice id="spouse-unavailable" tone="info" title="婚姻登记暂时查不到">
          请填写另一位家长的姓名和证件，不影响办理。
          <AppButton
            id="spouse-again"
            kind="text"
            icon="refresh"
            onPress={() => keepStart(undefined)}
          >
            再查一次
          </AppButton>
        </Notice>
      )}
      <Card>
        <ChoiceList
          id="other-parent"
          label={whose}
          choices={choicesFor(start)}
          value={answers.otherParent}
          error={errors['other-parent']}
          onChange={(otherParent) => set({ otherParent })}
        />
      </Card>
      {answers.otherParent === 'typed' && (
        <Card>
          <IdentityFields
            whose={whose}
            value={answers.person}
            errors={errors}
            today={facts.today}
            onChange={(change) => set({ ...change })}
          />
        </Card>
      )}
    </StepPage>
  );
}
