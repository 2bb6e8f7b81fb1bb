import { Text, View } from '@tarojs/components';
import { Card } from '@/components/card';
import { CheckBox, SwitchRow } from '@/components/check-box';
import { FieldFrame } from '@/components/field';
import { useQuery } from '@/services/query';
import { flag, type ItemKind } from '../../model/answers';
import { nextYearOf } from '../../model/money';
import { StepPage } from './step-page';
import { type StepProps, type StepState, useStep } from './use-step';

/** The items after a tap on one, in the order they are offered. */
function toggled(
  all: readonly ItemKind[],
  chosen: readonly ItemKind[],
  kind: ItemKind,
): ItemKind[] {
  return all.filter((each) => (each === kind) !== chosen.includes(each));
}

function Items({ start, state }: StepProps & { state: StepState }) {
  const { answers, errors, set } = state;
  const all = start.items.map(({ kind }) => kind);
  return (
    <Card>
      <FieldFrame
        id="items"
        label="要一起办的事"
        hint="都替您选好了，不想办的点一下去掉。医保不等它们，先办好。"
        error={errors.items}
      >
        {start.items.map(({ kind, title, department, note }) => (
          <View key={kind} className="joined-item">
            <CheckBox
              id={`item-${kind}`}
              checked={answers.items.includes(kind)}
              label={`${title}，${department}`}
              onChange={() => set({ items: toggled(all, answers.items, kind).join(',') })}
            >
              <View className="joined-item__top">
                <Text className="joined-item__title">{title}</Text>
                <Text className="joined-item__department">{department}</Text>
              </View>
              <View className="joined-item__note">{note}</View>
            </CheckBox>
          </View>
        ))}
      </FieldFrame>
    </Card>
  );
}

/** Step 5: what other departments do from the same form, and what is paid. */
export function ItemsStep({ start }: StepProps) {
  const state = useStep('items', start);
  const { answers, set } = state;
  const quote = useQuery(
    'newborn.quote',
    answers.bornOn === '' ? null : { bornOn: answers.bornOn },
  );
  const nextYear = quote.data?.nextYearOffered ? nextYearOf(quote.data) : undefined;
  return (
    <StepPage
      step="items"
      name="items"
      title="一起办哪些？"
      hint="填一次，别的部门也收到，不用再跑。"
      state={state}
    >
      <Items start={start} state={state} />
      <Card flush>
        {nextYear && (
          <SwitchRow
            id="pay-next-year"
            title={`${nextYear.coverageYear} 年也一起参保`}
            note={nextYear.sentence}
            on={answers.payNextYear}
            onChange={(on) => set({ payNextYear: flag(on) })}
          />
        )}
        <SwitchRow
          id="pay-at-once"
          title="通过后马上缴费"
          note="先让您看到结果，再由您自己点付款，不会自动扣钱"
          on={answers.payAtOnce}
          onChange={(on) => set({ payAtOnce: flag(on) })}
        />
      </Card>
    </StepPage>
  );
}
