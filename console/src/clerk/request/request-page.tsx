import { Alert, Button, Form, Input, Select, Space } from 'antd';
import { useState } from 'react';
import { addMonths, shanghaiDate } from '@yibao/shared/rules/dates';
import { type ConsentPurpose, consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import type { Output } from '@yibao/shared/contracts';
import { Failure } from '../../components/failure';
import { Page, Panel } from '../../components/page';
import { type ActInput, useAct } from '../../services/query';
import { type Agreement, useMe } from '../me';
import { caseNoRules } from '../case-no-rules';
import { CheckDialog } from './check-dialog';
import { linesOf, PeopleEditor, type PeopleFields, peopleOf } from './people-editor';
import {
  modestScope,
  ScopeEditor,
  type ScopeFields,
  scopeOf,
  usualFrequency,
} from './scope-editor';
import { Sent } from './sent';

interface Fields extends PeopleFields, ScopeFields {
  caseNo: string;
  purpose: ConsentPurpose;
  words: string;
}

/** What the server calls a field, and what the form calls it. */
const fieldNames: Record<string, keyof Fields> = {
  caseNo: 'caseNo',
  words: 'words',
  'scope.kinds': 'kinds',
  'scope.dataFrom': 'period',
  'scope.dataTo': 'period',
  'scope.validDays': 'validDays',
  'scope.frequency': 'limit',
  'scope.modes': 'modes',
  'scope.retentionDays': 'retentionDays',
};

const examples: Record<ConsentPurpose, string> = {
  UNDERWRITING: '例如：您申请了住院医疗险，我们要了解以前的住院情况',
  CLAIM: '例如：您申请了住院理赔，我们要核对住院费用和医保报销的金额',
  SECOND_REIMBURSEMENT: '例如：您申请了单位的二次报销，我们要核对住院费用和医保报销的金额',
};

function startOf(agreement: Agreement, now: number): Partial<Fields> {
  const today = shanghaiDate(now);
  const [purpose] = agreement.purposes;
  return {
    way: 'one',
    name: '',
    documentType: 'residentId',
    documentNumber: '',
    list: '',
    ...(purpose === undefined ? {} : { purpose }),
    ...modestScope(agreement, addMonths(today, -12), today),
  };
}

function CaseFields({ agreement }: { agreement: Agreement }) {
  const purpose = Form.useWatch<ConsentPurpose | undefined>('purpose');
  return (
    <>
      <Space size={16} wrap align="start">
        <Form.Item name="caseNo" label="案件编号" rules={caseNoRules}>
          <Input maxLength={40} style={{ width: 240 }} />
        </Form.Item>
        <Form.Item
          name="purpose"
          label="用途"
          rules={[{ required: true, message: '请选择用途' }]}
          extra={purpose && `本人会看到：${consentPurposeInfo[purpose].sentence}`}
        >
          <Select
            style={{ width: 240 }}
            options={agreement.purposes.map((value) => ({
              value,
              label: consentPurposeInfo[value].label,
            }))}
          />
        </Form.Item>
      </Space>
      <Form.Item
        name="words"
        label="写给本人的话：为什么要看（本人在手机上会看到）"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写一两句话' }]}
      >
        <Input.TextArea
          rows={2}
          maxLength={300}
          showCount
          placeholder={purpose && examples[purpose]}
        />
      </Form.Item>
    </>
  );
}

/** Asks one person or a list for consent; whether a person exists at all is never said. */
function RequestForm({ agreement, now }: { agreement: Agreement; now: number }) {
  const [form] = Form.useForm<Fields>();
  const [problem, setProblem] = useState<string>();
  const [toSend, setToSend] = useState<ActInput<'partner.request'> | null>(null);
  const [sent, setSent] = useState<Output<'partner.request'> | null>(null);
  const request = useAct('partner.request', 'partner.');
  const values = Form.useWatch([], form) as Fields | undefined;
  const today = shanghaiDate(now);
  const lines = values?.way === undefined ? [] : linesOf(values, today);

  const check = (fields: Fields) => {
    const found = peopleOf(linesOf(fields, today));
    const scope = scopeOf(fields);
    const wrong = 'message' in found ? found.message : scope ? undefined : '请至少勾一项要看的内容';
    setProblem(wrong);
    if (!('people' in found) || !scope) return;
    request.reset();
    const { caseNo, purpose, words } = fields;
    setToSend({ people: found.people, caseNo, purpose, scope, words });
  };

  if (sent) {
    const again = () => {
      setSent(null);
      form.resetFields();
    };
    return <Sent sent={sent} onAgain={again} />;
  }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={startOf(agreement, now)}
      onFinish={check}
      onValuesChange={({ purpose }: Partial<Fields>) => {
        if (purpose !== undefined) form.setFieldsValue(usualFrequency(purpose));
      }}
      scrollToFirstError={{ focus: true }}
      onFinishFailed={() => setProblem('还有内容要填，请看标红的地方')}
    >
      <Panel title="1. 请谁授权">
        <PeopleEditor way={values?.way ?? 'one'} lines={lines} />
      </Panel>
      <Panel title="2. 为哪个案件、做什么">
        <CaseFields agreement={agreement} />
      </Panel>
      <Panel title="3. 想看什么">
        <ScopeEditor agreement={agreement} />
      </Panel>
      <div className="panel-gap">
        {problem !== undefined && (
          <Alert type="error" showIcon role="alert" title={problem} style={{ marginBottom: 12 }} />
        )}
        <Button type="primary" htmlType="submit" size="large">
          核对后发送
        </Button>
      </div>
      <CheckDialog
        toSend={toSend}
        pending={request.isPending}
        failure={<Failure error={request.error} />}
        onClose={() => setToSend(null)}
        onSend={(input) =>
          request.mutate(input, {
            onSuccess: (output) => {
              setToSend(null);
              setSent(output);
            },
            onError: ({ fields }) =>
              form.setFields(
                fields.flatMap(({ field, message }) => {
                  const name = fieldNames[field];
                  return name === undefined ? [] : [{ name, errors: [message] }];
                }),
              ),
          })
        }
      />
    </Form>
  );
}

export function RequestPage() {
  const { agreement, now } = useMe();
  return (
    <Page
      title="发起授权请求"
      sentence="请求会发到本人的手机上。本人同意之前，什么都看不到；本人可以减少范围，也可以不同意。"
    >
      {agreement ? (
        <RequestForm agreement={agreement} now={now} />
      ) : (
        <Alert
          type="warning"
          showIcon
          title="机构和医保局现在没有生效的协议，不能发起请求。请联系医保局续签。"
        />
      )}
    </Page>
  );
}
