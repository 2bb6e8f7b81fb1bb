import { Checkbox, Form, Input, Modal, Radio, Space } from 'antd';
import {
  type ConsentField,
  type ConsentLevel,
  consentFieldInfo,
  consentFields,
} from '@yibao/shared/rules/consent-fields';
import type { ConsentMode, ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { DayRange, type Days } from '../../components/day-range';
import { Failure } from '../../components/failure';
import { atLeastOne, needed } from '../../components/rules';
import { levelWords, modeOptions, purposeOptions } from '../../services/labels';
import { useAct } from '../../services/query';
import { sm3Hex } from '../../services/sm3';
import type { Organisation } from './organisation';

interface Fields {
  number: string;
  period: Days | null;
  purposes: ConsentPurpose[];
  fields: ConsentField[];
  modes: ConsentMode[];
  maxLevel: ConsentLevel;
  documentSm3: string;
}

const levels = [1, 2, 3] as const;

/** The scan's digest is reckoned here; the file itself is not sent anywhere. */
function DocumentDigest() {
  const form = Form.useFormInstance<Fields>();
  const digest = async (file: File | undefined) => {
    if (!file) return;
    form.setFieldValue('documentSm3', sm3Hex(new Uint8Array(await file.arrayBuffer())));
    await form.validateFields(['documentSm3']);
  };
  return (
    <>
      <Form.Item label="协议扫描件" extra="只在这台电脑上计算摘要，文件不上传">
        <input
          type="file"
          aria-label="协议扫描件"
          onChange={(event) => void digest(event.target.files?.[0])}
        />
      </Form.Item>
      <Form.Item
        name="documentSm3"
        label="扫描件摘要（SM3）"
        rules={[
          { required: true, pattern: /^[0-9a-f]{64}$/, message: '请选扫描件，或填 64 位摘要' },
        ]}
      >
        <Input maxLength={64} spellCheck={false} className="once" />
      </Form.Item>
    </>
  );
}

interface Props {
  organisation: Organisation;
  onClose: () => void;
}

/** Writes an agreement down as it was signed on paper; nothing is in force by that alone. */
export function ProposeAgreement({ organisation, onClose }: Props) {
  const [form] = Form.useForm<Fields>();
  const propose = useAct('oversight.proposeAgreement', 'oversight.organisations');
  const { organisationId } = organisation;
  const submit = ({ number, period, ...terms }: Fields) => {
    if (!period) return;
    const { from: periodFrom, to: periodTo } = period;
    propose.mutate(
      { organisationId, number: number.trim(), periodFrom, periodTo, ...terms },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal
      open
      width={720}
      title={`登记新协议：${organisation.name}`}
      okText="登记，等另一人确认"
      confirmLoading={propose.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Failure error={propose.error} />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ modes: ['VIEW', 'PREVIEW', 'PRINT'], maxLevel: 2, fields: [] }}
        onFinish={submit}
      >
        <Space size={16} align="start" wrap>
          <Form.Item
            name="number"
            label="协议编号"
            rules={[{ required: true, whitespace: true, min: 2, message: '请填写协议编号' }]}
          >
            <Input maxLength={60} style={{ width: 260 }} />
          </Form.Item>
          <Form.Item name="period" label="有效期" rules={needed('请选择起止日期')}>
            <DayRange />
          </Form.Item>
        </Space>
        <Form.Item name="purposes" label="用途" rules={atLeastOne('请至少选一项')}>
          <Checkbox.Group options={purposeOptions} />
        </Form.Item>
        <Form.Item name="modes" label="使用方式" rules={atLeastOne('请至少选一种')}>
          <Checkbox.Group options={modeOptions} />
        </Form.Item>
        <Form.Item name="maxLevel" label="最高级别">
          <Radio.Group
            options={levels.map((value) => ({ value, label: levelWords[value].label }))}
          />
        </Form.Item>
        <Form.Item name="fields" label="可以请求的内容" rules={atLeastOne('请至少选一项')}>
          <Checkbox.Group
            className="tick-grid"
            options={consentFields.map((value) => ({
              value,
              label: consentFieldInfo[value].label,
            }))}
          />
        </Form.Item>
        <DocumentDigest />
      </Form>
    </Modal>
  );
}
