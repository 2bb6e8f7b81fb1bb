import { Form, Input, Modal, Radio } from 'antd';
import { Failure } from '../../components/failure';
import { clerkKindLabels, optionsOf } from '../../services/labels';
import { useAct } from '../../services/query';
import type { HandedCode } from './organisation';

interface Fields {
  kind: 'person' | 'api';
  login: string;
  name: string;
}

interface Props {
  organisationId: string;
  /** Nothing is handed over for a system: it signs with the organisation's key. */
  onAdded: (handed: HandedCode | null) => void;
  onClose: () => void;
}

/** A new clerk, or the organisation's own system. */
export function AddClerk({ organisationId, onAdded, onClose }: Props) {
  const [form] = Form.useForm<Fields>();
  const add = useAct('oversight.addClerk', 'oversight.');
  const submit = ({ kind, login, name }: Fields) =>
    add.mutate(
      { organisationId, kind, login: login.trim(), name: name.trim() },
      {
        onSuccess: ({ clerk, enrolment }) =>
          onAdded(enrolment && { name: clerk.name, login: clerk.login, ...enrolment }),
      },
    );
  return (
    <Modal
      open
      title="添加人员"
      okText="添加"
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Failure error={add.error} />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'person' }}
        onFinish={submit}
      >
        <Form.Item name="kind" label="类型">
          <Radio.Group options={optionsOf(clerkKindLabels, (label) => label)} />
        </Form.Item>
        <Form.Item
          name="name"
          label="姓名（或系统名称）"
          rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="login"
          label="登录名"
          rules={[
            {
              required: true,
              pattern: /^\s*[a-z0-9][a-z0-9._-]{3,39}\s*$/,
              message: '4 到 40 个小写字母、数字或 . _ -，以字母或数字开头',
            },
          ]}
        >
          <Input maxLength={40} autoComplete="off" spellCheck={false} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
