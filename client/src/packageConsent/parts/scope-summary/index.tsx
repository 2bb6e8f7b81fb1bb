import { View } from '@tarojs/components';
import { SummaryList } from '@/components/summary-list';
import { unbroken } from '@/services/format';
import { type FieldView, mayNarrow, type Scope, type ScopePart } from '../../model/scope';
import { summaryOf } from '../../model/summary';
import './index.scss';

interface ScopeSummaryProps {
  scope: Scope;
  widest: Scope;
  /** An organisation asked for all of it; otherwise it is the ceiling of what one may give. */
  isAsked: boolean;
  fields: readonly FieldView[];
  today: string | null;
  /** Leads to the page of a part; without it nothing can be changed. */
  onChange?: (part: ScopePart) => void;
}

/** Everything that can be seen, a line a part, each with a way to take some of it away. */
export function ScopeSummary(props: ScopeSummaryProps) {
  const { scope, widest, isAsked, fields, today, onChange } = props;
  const items = summaryOf(scope, isAsked ? widest : null, fields, today).map(
    ({ part, label, value, note }) => ({
      key: part,
      label,
      value: value.map(({ title, text }) => (
        <View key={text} className="scope-line">
          {title !== null && <View className="scope-line__title">{title}</View>}
          <View>{unbroken(text)}</View>
        </View>
      )),
      note,
      onChange: onChange && mayNarrow(part, widest) ? () => onChange(part) : undefined,
    }),
  );
  return <SummaryList items={items} />;
}
