import { Form, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import type { ServiceError } from '../services/errors';
import { Failure } from './failure';

interface Props {
  open: boolean;
  title: string;
  /** What happens with it, before the field. */
  sentence: ReactNode;
  label: string;
  okText: string;
  danger?: boolean;
  maxLength?: number;
  error: ServiceError | null;
  pending: boolean;
  onWords: (words: string) => void;
  onClose: () => void;
}

/** A question that needs words: a reason, an answer, what somebody decided. */
export function WordsDialog(props: Props) {
  const { open, title, sentence, label, okText, danger = false, maxLength = 300 } = props;
  const [form] = Form.useForm<{ words: string }>();
  return (
    <Modal
      open={open}
      title={title}
      okText={okText}
      okButtonProps={{ danger }}
      confirmLoading={props.pending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      destroyOnHidden
    >
      <p>{sentence}</p>
      <Failure error={props.error} />
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        onFinish={({ words }) => props.onWords(words.trim())}
      >
        <Form.Item
          name="words"
          label={label}
          rules={[{ required: true, whitespace: true, min: 2, message: '请写两个字以上' }]}
        >
          <Input.TextArea rows={4} maxLength={maxLength} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
