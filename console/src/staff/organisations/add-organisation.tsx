import { Alert, Checkbox, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { OrganisationKind } from '@yibao/shared/policy/consent';
import { Failure } from '../../components/failure';
import { organisationKindOptions } from '../../services/labels';
import { useAct } from '../../services/query';
import { changeableOf, type ChangeableFields, NetworkFields } from './network-fields';

interface Fields extends ChangeableFields {
  creditCode: string;
  name: string;
  kind: OrganisationKind;
}

interface Props {
  open: boolean;
  onClose: () => void;
}

const start: Partial<Fields> = { kind: 'insurer', contact: '', networks: '', publicKey: '' };

/**
 * Puts an organisation on record. A credit code that fails its own check sign is asked about once:
 * early codes do, and then somebody has to have seen the licence.
 */
export function AddOrganisation({ open, onClose }: Props) {
  const [form] = Form.useForm<Fields>();
  const [isAccepted, setAccepted] = useState(false);
  const add = useAct('oversight.addOrganisation', 'oversight.');
  const doubt = add.error?.code === 'credit_code_doubtful' ? add.error.message : null;
  const isDoubtful = doubt !== null;
  const leave = () => {
    add.reset();
    setAccepted(false);
    onClose();
  };
  const submit = (fields: Fields) => {
    const { creditCode, name, kind } = fields;
    const acceptDoubt = isDoubtful && isAccepted;
    add.mutate(
      {
        creditCode: creditCode.trim(),
        name: name.trim(),
        kind,
        acceptDoubt,
        ...changeableOf(fields),
      },
      { onSuccess: leave },
    );
  };
  return (
    <Modal
      open={open}
      title="登记机构"
      okText={isDoubtful ? '已核对，继续登记' : '登记'}
      okButtonProps={{ disabled: isDoubtful && !isAccepted }}
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={leave}
      destroyOnHidden
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={start}
        preserve={false}
        onFinish={submit}
        onValuesChange={(changed: Partial<Fields>) => {
          if (changed.creditCode !== undefined) {
            add.reset();
            setAccepted(false);
          }
        }}
      >
        {isDoubtful ? (
          <Alert
            type="warning"
            showIcon
            role="alert"
            style={{ marginBottom: 12 }}
            title={doubt}
            description={
              <Checkbox checked={isAccepted} onChange={(e) => setAccepted(e.target.checked)}>
                我已经把代码和营业执照逐位核对过
              </Checkbox>
            }
          />
        ) : (
          <Failure error={add.error} />
        )}
        <Form.Item
          name="creditCode"
          label="统一社会信用代码"
          rules={[{ required: true, whitespace: true, message: '请填写 18 位代码' }]}
        >
          <Input maxLength={40} className="amount" />
        </Form.Item>
        <Form.Item
          name="name"
          label="机构名称（和营业执照一致）"
          rules={[{ required: true, whitespace: true, min: 2, message: '请填写机构名称' }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label="类别">
          <Radio.Group options={organisationKindOptions} />
        </Form.Item>
        <NetworkFields />
      </Form>
    </Modal>
  );
}
