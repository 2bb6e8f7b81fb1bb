import { Button, Form, Input, Select, Tabs } from 'antd';
import { useState } from 'react';
import type { ClaimableDocumentType } from '@yibao/shared/rules/facts';
import { Done } from '../components/done';
import { Failure } from '../components/failure';
import { Page, Panel } from '../components/page';
import { documentTypeOptions } from '../services/labels';
import { useAct } from '../services/query';

interface Fields {
  code: string;
  documentType: ClaimableDocumentType;
  name: string;
  documentNumber: string;
}

interface FormProps {
  withType: boolean;
  pending: boolean;
  onConfirm: (fields: Fields, done: () => void) => void;
}

function CodeForm({ withType, pending, onConfirm }: FormProps) {
  const [form] = Form.useForm<Fields>();
  const submit = (fields: Fields) =>
    onConfirm(
      { ...fields, code: fields.code.trim(), documentNumber: fields.documentNumber.trim() },
      () => form.resetFields(),
    );
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      style={{ maxWidth: 420 }}
      initialValues={{ documentType: 'residentId' }}
      onFinish={submit}
    >
      <Form.Item
        name="code"
        label="本人手机上的 8 位核验码"
        rules={[{ required: true, pattern: /^\s*\d{8}\s*$/, message: '请填写 8 位数字' }]}
      >
        <Input inputMode="numeric" maxLength={8} autoComplete="off" />
      </Form.Item>
      {withType && (
        <Form.Item name="documentType" label="证件类型">
          <Select options={documentTypeOptions} />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label="证件上的姓名"
        rules={[{ required: true, whitespace: true, message: '请照证件填写姓名' }]}
      >
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="documentNumber"
        label="证件号码"
        rules={[{ required: true, whitespace: true, message: '请照证件填写号码' }]}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={pending}>
        人证一致，确认
      </Button>
    </Form>
  );
}

function IdentityCode() {
  const confirm = useAct('identity.confirmCounterCode');
  const [done, setDone] = useState<string | null>(null);
  return (
    <>
      <p>
        本人不刷脸时，手机上选“用柜台核验码”，会看到 8 位数字。先核对证件原件和本人，再照证件填写。
        手机上写着“授权确认码”的，请到“信息授权”一栏。
      </p>
      <Done text={done} />
      <Failure error={confirm.error} />
      <CodeForm
        withType
        pending={confirm.isPending}
        onConfirm={(fields, clear) => {
          setDone(null);
          confirm.mutate(fields, {
            onSuccess: ({ nameMasked }) => {
              setDone(`${nameMasked} 已经完成实名核验，手机上马上可以看到。`);
              clear();
            },
          });
        }}
      />
    </>
  );
}

function ConsentCode() {
  const confirm = useAct('oversight.confirmCode');
  const [done, setDone] = useState<string | null>(null);
  return (
    <>
      <p>
        本人不刷脸确认授权时，手机上会看到 8
        位的“授权确认码”。先核对证件原件和本人，问清本人知道把信息给哪家机构，再照证件填写。
      </p>
      <Done text={done} />
      <Failure error={confirm.error} />
      <CodeForm
        withType={false}
        pending={confirm.isPending}
        onConfirm={({ code, name, documentNumber }, clear) => {
          setDone(null);
          confirm.mutate(
            { code, name, documentNumber },
            {
              onSuccess: ({ organisationName }) => {
                setDone(`已确认。请本人在手机上接着完成给${organisationName}的授权。`);
                clear();
              },
            },
          );
        }}
      />
    </>
  );
}

/** The way without a face: the document in hand, the code that the person shows. */
export function CounterPage() {
  return (
    <Page title="柜台确认" sentence="本人带证件到柜台，出示手机上的核验码。">
      <Panel>
        <Tabs
          destroyOnHidden
          items={[
            { key: 'identity', label: '实名核验', children: <IdentityCode /> },
            { key: 'consent', label: '信息授权', children: <ConsentCode /> },
          ]}
        />
      </Panel>
    </Page>
  );
}
