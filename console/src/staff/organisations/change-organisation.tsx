import { Alert, Form, Modal } from 'antd';
import { Failure } from '../../components/failure';
import { useAct } from '../../services/query';
import {
  changeableFields,
  changeableOf,
  type ChangeableFields,
  NetworkFields,
} from './network-fields';
import type { Organisation } from './organisation';

interface Props {
  organisation: Organisation;
  onClose: () => void;
}

/** Contact, networks, key; name and code stay what they were checked as. */
export function ChangeOrganisation({ organisation, onClose }: Props) {
  const [form] = Form.useForm<ChangeableFields>();
  const change = useAct('oversight.changeOrganisation', 'oversight.organisations');
  const { organisationId } = organisation;
  return (
    <Modal
      open
      title={`修改资料：${organisation.name}`}
      okText="保存"
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Failure error={change.error} />
      {organisation.hasPublicKey && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title="已登记的公钥不显示。公钥一栏留空保存，接口就停用；继续用接口请重新填写公钥。"
        />
      )}
      <Form<ChangeableFields>
        form={form}
        layout="vertical"
        initialValues={changeableFields(organisation)}
        onFinish={(fields) =>
          change.mutate({ organisationId, ...changeableOf(fields) }, { onSuccess: onClose })
        }
      >
        <NetworkFields />
      </Form>
    </Modal>
  );
}
