import { Form, Modal } from 'antd';
import { Failure } from '../../components/failure';
import { useAct } from '../../services/query';
import { ContactField } from './network-fields';
import type { Organisation } from './organisation';

interface Props {
  organisation: Organisation;
  onClose: () => void;
}

/** The contact alone; name and code stay what they were checked as, key and networks take two. */
export function ChangeOrganisation({ organisation, onClose }: Props) {
  const [form] = Form.useForm<{ contact: string }>();
  const change = useAct('oversight.changeOrganisation', 'oversight.organisations');
  const { organisationId } = organisation;
  return (
    <Modal
      open
      title={`修改联系方式：${organisation.name}`}
      okText="保存"
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Failure error={change.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={{ contact: organisation.contact }}
        onFinish={({ contact }) =>
          change.mutate({ organisationId, contact: contact.trim() }, { onSuccess: onClose })
        }
      >
        <ContactField />
      </Form>
    </Modal>
  );
}
