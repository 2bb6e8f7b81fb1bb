import { Button, Checkbox, Form } from 'antd';
import type { Input } from '@yibao/shared/contracts';
import { consentFieldInfo } from '@yibao/shared/rules/consent-fields';
import type { ConsentScope } from '@yibao/shared/rules/consent-scope';
import { settlementKindInfo } from '@yibao/shared/rules/settlement';
import { DayRange, type Days } from '../../components/day-range';
import { atLeastOne, needed } from '../../components/rules';

interface Fields {
  fields: ConsentScope['fields'];
  kinds: ConsentScope['kinds'];
  period: Days | null;
}

interface Props {
  consentId: string;
  granted: ConsentScope;
  pending: boolean;
  onAsk: (ask: Input<'partner.look'>) => void;
}

/** What to look at of what was granted; nothing wider can be chosen. */
export function AskForm({ consentId, granted, pending, onAsk }: Props) {
  const within = { from: granted.dataFrom, to: granted.dataTo };
  const ask = ({ fields, kinds, period }: Fields) => {
    if (!period) return;
    onAsk({ consentId, fields, kinds, dataFrom: period.from, dataTo: period.to });
  };
  return (
    <Form<Fields>
      layout="vertical"
      className="panel-gap"
      initialValues={{ fields: granted.fields, kinds: granted.kinds, period: within }}
      onFinish={ask}
    >
      <Form.Item name="fields" label="要看的内容" rules={atLeastOne('请至少选一项')}>
        <Checkbox.Group
          className="tick-grid"
          options={granted.fields.map((field) => ({
            value: field,
            label: consentFieldInfo[field].label,
          }))}
        />
      </Form.Item>
      <Form.Item name="kinds" label="看病类别" rules={atLeastOne('请至少选一类')}>
        <Checkbox.Group
          options={granted.kinds.map((kind) => ({
            value: kind,
            label: settlementKindInfo[kind].label,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="period"
        label={`时间段（本人允许 ${granted.dataFrom} 至 ${granted.dataTo}）`}
        rules={needed('请选择起止日期')}
      >
        <DayRange within={within} />
      </Form.Item>
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={pending}>
          查询
        </Button>
        <span className="note">每点一次算一次查看，会记下您的姓名、时间和内容，本人能看到。</span>
      </div>
    </Form>
  );
}
