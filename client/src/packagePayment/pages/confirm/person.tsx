import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { PersonName } from '@/components/person-name';
import { Pressable } from '@/components/pressable';
import { amountWords, dayWords } from '@/services/format';
import { personWords } from '@/services/words';
import type { Enrollment } from '../../model/basket';

interface PersonProps {
  enrollment: Enrollment;
  /** 「这次不缴」 or 「加回来」; no link without it. */
  action?: { id: string; text: string; onPress: () => void } | undefined;
}

/** From when this person is covered if paid now, and what the subsidy takes over. */
function notesOf({ cover, waiting, fee }: Enrollment): string[] {
  const wait = waiting.months > 0 ? `（有 ${waiting.months} 个月等待期）` : '';
  return [
    cover === null ? '' : `${dayWords(cover.from)}起可以报销${wait}`,
    fee.subsidyFen > 0 ? `政府补助 ${amountWords(fee.subsidyFen)}` : '',
  ].filter((note) => note !== '');
}

/** One person of the order: who, how much, from when. */
export function Person({ enrollment, action }: PersonProps) {
  const { person, fee } = enrollment;
  return (
    <View id={`payee-${person.personId}`} className="payee">
      <View className="payee__top">
        <View className="payee__name">
          <PersonName person={person} />
        </View>
        <Amount fen={fee.payableFen} always />
      </View>
      <View className="payee__document">{person.documentMasked}</View>
      {notesOf(enrollment).map((note) => (
        <View key={note} className="payee__note">
          {note}
        </View>
      ))}
      {action && (
        <Pressable
          id={action.id}
          className="payee__action"
          label={`${personWords(person)}，${action.text}`}
          onPress={action.onPress}
        >
          <Text>{action.text}</Text>
        </Pressable>
      )}
    </View>
  );
}
