import { Text, View } from '@tarojs/components';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { formatSignedYuan } from '@yibao/shared/rules/money';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { dayWords } from '@/services/format';
import { usePreferences } from '@/services/preferences';
import { type SettlementLine, settlementKindWord } from '../../model/records';
import './index.scss';

/** An amount that may be below zero, or dots where the person hides amounts. */
export function useSignedWords(): (fen: number) => string {
  const { hideAmounts } = usePreferences();
  return (fen) => (hideAmounts ? '•••• 元' : formatSignedYuan(fen));
}

/** One visit: where, what it cost, and how much of it was reimbursed. */
export function SettlementRow({ line, onPress }: { line: SettlementLine; onPress: () => void }) {
  const words = useSignedWords();
  const { settlementNo, institutionName, kind, isRefund, totalFen, fundFen, settledAt } = line;
  const told = isRefund
    ? `退回 ${words(-totalFen)}`
    : fundFen > 0
      ? `医保报了 ${words(fundFen)}`
      : '医保没有报';
  return (
    <Pressable
      id={`settlement-${settlementNo}`}
      className="settlement-row"
      role="link"
      onPress={onPress}
    >
      <View className="settlement-row__words">
        <View className="settlement-row__top">
          <Text className="settlement-row__place">{institutionName}</Text>
          <Text className="settlement-row__total">{words(totalFen)}</Text>
        </View>
        <View className="settlement-row__bottom">
          <Text className="settlement-row__note">
            {`${settlementKindWord(kind)}${isRefund ? '退费' : ''} · ${dayWords(shanghaiDate(settledAt))}`}
          </Text>
          <Text className={fundFen > 0 ? 'settlement-row__fund' : 'settlement-row__note'}>
            {told}
          </Text>
        </View>
      </View>
      <Icon name="chevron" className="settlement-row__arrow" />
    </Pressable>
  );
}
