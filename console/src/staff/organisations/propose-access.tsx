import { Alert, Form, Modal, Radio } from 'antd';
import { Failure } from '../../components/failure';
import { useAct } from '../../services/query';
import { KeyField, NetworksField } from './network-fields';
import type { Organisation } from './organisation';
import { readNetworks } from './organisation';

interface Fields {
  networks: string;
  key: 'keep' | 'replace' | 'remove';
  publicKey?: string;
}

interface Props {
  organisation: Organisation;
  onClose: () => void;
}

const keyOptions = [
  { value: 'keep', label: '不变' },
  { value: 'replace', label: '换成新的' },
  { value: 'remove', label: '停用接口' },
];

/** @returns the key as the wire has it: undefined leaves it as it is */
function keyOf({ key, publicKey }: Fields): string | null | undefined {
  if (key === 'keep') return undefined;
  return key === 'remove' ? null : (publicKey ?? '').trim();
}

/** Other networks or another key: proposed here, in force when a colleague confirms. */
export function ProposeAccess({ organisation, onClose }: Props) {
  const [form] = Form.useForm<Fields>();
  const key = Form.useWatch('key', form);
  const propose = useAct('oversight.proposeAccess', 'oversight.organisations');
  const { organisationId, hasPublicKey } = organisation;
  const submit = (fields: Fields) => {
    const networks = readNetworks(fields.networks);
    const publicKey = keyOf(fields);
    propose.mutate(
      { organisationId, networks, ...(publicKey === undefined ? {} : { publicKey }) },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal
      open
      title={`变更网络和公钥：${organisation.name}`}
      okText="提出变更"
      confirmLoading={propose.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 12 }}
        title="要由另一位工作人员确认才生效，确认前一切照旧。需要马上停用，请用「暂停机构」。"
      />
      <Failure error={propose.error} />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ networks: organisation.networks.join('\n'), key: 'keep' }}
        onFinish={submit}
      >
        <NetworksField />
        <Form.Item name="key" label={hasPublicKey ? '接口公钥（已登记）' : '接口公钥（还没有）'}>
          <Radio.Group
            options={keyOptions.filter(({ value }) => hasPublicKey || value !== 'remove')}
          />
        </Form.Item>
        {key === 'replace' && <KeyField />}
      </Form>
    </Modal>
  );
}
