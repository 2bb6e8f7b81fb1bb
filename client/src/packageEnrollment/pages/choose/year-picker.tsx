import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Badge } from '@/components/badge';
import { Pressable } from '@/components/pressable';
import { amountWords } from '@/services/format';
import { aria } from '@/services/aria';
import { canChooseYear, type CoverageYear } from '../../model/choices';

interface YearPickerProps {
  years: CoverageYear[];
  chosen: number;
  onChoose: (coverageYear: number) => void;
}

function feeWords({ standardFen }: CoverageYear): string {
  return standardFen === null ? '' : `每人 ${amountWords(standardFen)}`;
}

function YearRow({
  year,
  chosen,
  onChoose,
}: {
  year: CoverageYear;
  chosen: boolean;
  onChoose: () => void;
}) {
  const open = canChooseYear(year);
  const fee = feeWords(year);
  return (
    <Pressable
      id={`year-${year.coverageYear}`}
      className={`year-row ${chosen ? 'year-row--chosen' : ''} ${open ? '' : 'year-row--shut'}`}
      role="radio"
      state={{ checked: chosen }}
      disabled={!open}
      onPress={onChoose}
    >
      <View className="year-row__mark" />
      <View className="year-row__words">
        <Text className="year-row__year">{`${year.coverageYear} 年`}</Text>
        {fee !== '' && <View className="year-row__note">{fee}</View>}
        <View className="year-row__note">{year.sentence}</View>
      </View>
      {!open && <Text className="year-row__shut">不能选</Text>}
    </Pressable>
  );
}

/** The year that is paid for; the others stand behind 「换一年」, since few people need them. */
export function YearPicker({ years, chosen, onChoose }: YearPickerProps) {
  const [open, setOpen] = useState(false);
  const current = years.find(({ coverageYear }) => coverageYear === chosen);
  if (!current) return null;
  const choose = (coverageYear: number) => {
    onChoose(coverageYear);
    setOpen(false);
  };
  return (
    <View className="year-card">
      <View className="year-card__top">
        <View className="year-card__words">
          <Text className="year-card__label">参保年度</Text>
          <View className="year-card__year">{`${current.coverageYear} 年`}</View>
        </View>
        <Pressable
          id="change-year"
          className="year-card__change"
          state={{ expanded: open }}
          onPress={() => setOpen(!open)}
        >
          <Text>{open ? '收起' : '换一年'}</Text>
        </Pressable>
      </View>
      {!open && (
        <View className="year-card__note">
          <View>{current.sentence}</View>
          <View>{feeWords(current)}</View>
          {current.daysLeft !== null && (
            <View className="year-card__days">
              <Badge tone="info" word={`集中缴费期还剩 ${current.daysLeft} 天`} />
            </View>
          )}
        </View>
      )}
      {open && (
        <View {...aria({ role: 'radiogroup', label: '参保年度' })}>
          {years.map((year) => (
            <YearRow
              key={year.coverageYear}
              year={year}
              chosen={year.coverageYear === chosen}
              onChoose={() => choose(year.coverageYear)}
            />
          ))}
        </View>
      )}
    </View>
  );
}
