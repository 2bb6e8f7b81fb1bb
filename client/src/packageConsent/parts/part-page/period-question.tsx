import { useState } from 'react';
import { View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { unbroken } from '@/services/format';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { Notice } from '@/components/notice';
import {
  beginWith,
  chosenPeriod,
  endWith,
  type Month,
  monthIn,
  monthsOf,
  type Period,
  periodChoices,
  periodOf,
  periodWords,
  yearsOf,
} from '../../model/period';
import type { QuestionProps } from './question';

interface MonthChooserProps {
  id: string;
  title: string;
  value: Month;
  whole: Period;
  onChange: (month: Month) => void;
}

/** A month by two taps on large targets, instead of a wheel. */
function MonthChooser({ id, title, value, whole, onChange }: MonthChooserProps) {
  const { year, month } = value;
  return (
    <Card>
      <ChoiceList
        id={`${id}-year`}
        label={`${title}哪一年`}
        columns={3}
        choices={yearsOf(whole).map((each) => ({ value: String(each), label: `${each}` }))}
        value={String(year)}
        onChange={(chosen) => onChange({ year: Number(chosen), month })}
      />
      <ChoiceList
        id={`${id}-month`}
        label={`${title}哪个月`}
        columns={3}
        choices={monthsOf(year, whole).map((each) => ({
          value: String(each),
          label: `${each} 月`,
        }))}
        value={String(month)}
        onChange={(chosen) => onChange({ year, month: Number(chosen) })}
      />
    </Card>
  );
}

const OWN = { value: 'own', label: '自己选年份和月份' };

/** Periods that people think in, or two months of one's own. */
export function PeriodQuestion({ scope, widest, isAsked, today, change }: QuestionProps) {
  const all = isAsked ? '对方要的全部' : '能给的全部';
  const choices = periodChoices(widest, today ?? widest.dataTo, all);
  const chosen = chosenPeriod(scope, choices);
  const [own, setOwn] = useState(chosen === undefined);
  const choose = (value: string) => {
    setOwn(value === OWN.value);
    const choice = choices.find((each) => each.value === value);
    if (choice) change({ ...scope, ...periodOf(choice) });
  };
  return (
    <>
      <Card>
        <ChoiceList
          id="period"
          label="选一段"
          choices={[
            ...choices.map((choice) => ({ ...choice, note: unbroken(periodWords(choice)) })),
            OWN,
          ]}
          value={own ? OWN.value : chosen}
          onChange={choose}
        />
      </Card>
      {own && (
        <>
          <MonthChooser
            id="from"
            title="从"
            value={monthIn(scope.dataFrom)}
            whole={widest}
            onChange={(month) => change({ ...scope, ...beginWith(month, scope, widest) })}
          />
          <MonthChooser
            id="to"
            title="到"
            value={monthIn(scope.dataTo)}
            whole={widest}
            onChange={(month) => change({ ...scope, ...endWith(month, scope, widest) })}
          />
          <View {...aria({ live: 'polite' })}>
            <Notice id="own-period" tone="info" title={unbroken(periodWords(scope))} />
          </View>
        </>
      )}
    </>
  );
}
