import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { Pressable } from '../pressable';
import './index.scss';

export interface SummaryItem {
  /** Goes into the id of its link: `change-<key>`. */
  key: string;
  label: string;
  value: ReactNode;
  note?: string | undefined;
  /** Leads back to the question; no link without it. */
  onChange?: (() => void) | undefined;
}

/** Check before commit: every answer, each with 修改 beside it. */
export function SummaryList({ items }: { items: readonly SummaryItem[] }) {
  return (
    <View className="summary-list">
      {items.map(({ key, label, value, note, onChange }) => (
        <View key={key} className="summary-list__item">
          <View className="summary-list__words">
            <Text className="summary-list__label">{label}</Text>
            <View className="summary-list__value">{value}</View>
            {note && <View className="summary-list__note">{note}</View>}
          </View>
          {onChange && (
            <Pressable
              id={`change-${key}`}
              className="summary-list__change"
              role="link"
              label={`修改${label}`}
              onPress={onChange}
            >
              <Text>修改</Text>
            </Pressable>
          )}
        </View>
      ))}
    </View>
  );
}
