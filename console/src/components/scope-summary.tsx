import { Descriptions } from 'antd';
import { consentFieldInfo } from '@yibao/shared/rules/consent-fields';
import {
  consentModeLabels,
  type ConsentScope,
  frequencyWords,
} from '@yibao/shared/rules/consent-scope';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { Tags } from './tags';

/** A scope in words, to be read before it is sent and after it was granted. */
export function ScopeSummary({ scope }: { scope: ConsentScope }) {
  const { frequency } = scope;
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      styles={{ label: { width: 120 } }}
      items={[
        {
          key: 'fields',
          label: '内容',
          children: <Tags words={scope.fields.map((field) => consentFieldInfo[field].label)} />,
        },
        {
          key: 'kinds',
          label: '看病类别',
          children: scope.kinds.map((kind) => settlementKindInfo[kind].label).join('、'),
        },
        { key: 'period', label: '时间段', children: `${scope.dataFrom} 至 ${scope.dataTo}` },
        { key: 'valid', label: '有效期', children: `同意以后 ${scope.validDays} 天` },
        {
          key: 'frequency',
          label: '次数',
          children: frequencyWords(frequency),
        },
        {
          key: 'modes',
          label: '使用方式',
          children: scope.modes.map((mode) => consentModeLabels[mode]).join('、'),
        },
        {
          key: 'retention',
          label: '保留',
          children: `结案以后 ${scope.retentionDays} 天内删除`,
        },
      ]}
    />
  );
}
