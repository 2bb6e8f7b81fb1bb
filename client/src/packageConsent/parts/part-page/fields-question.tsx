import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { SwitchRow } from '@/components/check-box';
import { Heading } from '@/components/heading';
import { type FieldView, toggleFields } from '../../model/scope';
import { type FieldGroup, grouped } from '../../model/scope-words';
import type { QuestionProps } from './question';

/** By word and icon, never by colour alone; what anybody may know has none. */
function LevelMark({ level }: Pick<FieldView, 'level'>) {
  if (level === 1) return null;
  return (
    <View className="part-field__mark">
      <Badge tone={level === 3 ? 'warn' : 'info'} word={level === 3 ? '很敏感' : '敏感'} />
    </View>
  );
}

interface GroupProps extends Pick<QuestionProps, 'scope' | 'widest' | 'change'> {
  group: FieldGroup<FieldView>;
  /** A missing answer is looked for at the first switch. */
  isFirst: boolean;
}

function Group({ group: { group, title, fields }, isFirst, ...props }: GroupProps) {
  const { scope, widest, change } = props;
  const names = fields.map(({ field }) => field);
  const anyOn = names.some((field) => scope.fields.includes(field));
  return (
    <>
      <View className="part-group__title">
        <Heading level={2}>{title}</Heading>
        {fields.length > 1 && (
          <AppButton
            id={`all-${group}`}
            kind="text"
            label={`${title}，${anyOn ? '全部关掉' : '全部打开'}`}
            onPress={() => change(toggleFields(scope, widest, names, !anyOn))}
          >
            {anyOn ? '全部关掉' : '全部打开'}
          </AppButton>
        )}
      </View>
      <Card flush {...(isFirst ? { id: 'part' } : {})}>
        {fields.map(({ field, label, level }) => (
          <SwitchRow
            key={field}
            id={`field-${field}`}
            title={label}
            mark={<LevelMark level={level} />}
            on={scope.fields.includes(field)}
            onChange={(on) => change(toggleFields(scope, widest, [field], on))}
          />
        ))}
      </Card>
    </>
  );
}

/** A switch a field, in groups, as they were asked for; the person turns off what they like. */
export function FieldsQuestion({ fields, scope, widest, change }: QuestionProps) {
  const offered = fields.filter(({ field }) => widest.fields.includes(field));
  return (
    <>
      {grouped(offered).map((group, n) => (
        <Group
          key={group.group}
          group={group}
          isFirst={n === 0}
          scope={scope}
          widest={widest}
          change={change}
        />
      ))}
    </>
  );
}
