import { Alert, Button, Descriptions, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import {
  type GuardianshipEnding,
  guardianshipEndingLabels,
  guardianshipEndings,
} from '@yibao/shared/rules/guardianship';
import { Failure } from '../../components/failure';
import { needed, neededText } from '../../components/rules';
import { useAct } from '../../services/query';

/** Whose right to act for whom is to end. */
export interface Bond {
  childPersonId: string;
  /** As clerks see them: masked. */
  childName: string;
  guardianPersonId: string;
  guardianName: string;
  /** Whether the parent is the guardian now; else they are kept from becoming it. */
  isRecorded: boolean;
}

interface Fields {
  basis: GuardianshipEnding;
  document: string;
  words: string;
}

const basisOptions = guardianshipEndings.map((value) => ({
  value,
  label: guardianshipEndingLabels[value],
}));

const consequence = ({ isRecorded, guardianName, childName }: Bond): string =>
  isRecorded
    ? `确认以后，${guardianName} 马上不能再替 ${childName} 办医保，也看不到孩子的记录，本人会收到通知。以后也不能再登记为监护人，这一步不能撤回。已经办好、缴好的不变。`
    : `确认以后，${guardianName} 不能登记为 ${childName} 的监护人，本人会收到通知，这一步不能撤回。`;

/** As on the button that begins it. */
export const endingTitle = ({ isRecorded }: Pick<Bond, 'isRecorded'>): string =>
  isRecorded ? '终止监护关系' : '不许登记为监护人';

interface FormProps {
  fields: Fields | null;
  onNext: (fields: Fields) => void;
  onClose: () => void;
}

function Write({ fields, onNext, onClose }: FormProps) {
  return (
    <Form<Fields>
      layout="vertical"
      {...(fields ? { initialValues: fields } : {})}
      onFinish={({ basis, document, words }) =>
        onNext({ basis, document: document.trim(), words: words.trim() })
      }
    >
      <Form.Item name="basis" label="依据" rules={needed('请选择依据')}>
        <Radio.Group options={basisOptions} />
      </Form.Item>
      <Form.Item
        name="document"
        label="文书名称和字号"
        extra="照原件填写，例如：民事判决书（2025）皖 0603 民初 12 号"
        rules={neededText('请照原件填写文书名称和字号')}
      >
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="words"
        label="说明"
        extra="不要写证件号码和手机号"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写两个字以上' }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      <div className="form-actions form-end">
        <Button onClick={onClose}>取消</Button>
        <Button type="primary" htmlType="submit">
          下一步，核对
        </Button>
      </div>
    </Form>
  );
}

interface ConfirmProps {
  bond: Bond;
  fields: Fields;
  onBack: () => void;
  onEnded: () => void;
}

function Confirm({ bond, fields, onBack, onEnded }: ConfirmProps) {
  const end = useAct('newborn.staffEndGuardianship');
  const { childPersonId, guardianPersonId } = bond;
  const { basis, document, words } = fields;
  return (
    <>
      <Failure error={end.error} />
      <Descriptions
        size="small"
        column={1}
        bordered
        style={{ marginBottom: 12 }}
        items={[
          { key: 'child', label: '孩子', children: bond.childName },
          { key: 'guardian', label: '家长', children: bond.guardianName },
          { key: 'basis', label: '依据', children: guardianshipEndingLabels[basis] },
          { key: 'document', label: '文书', children: document },
          { key: 'words', label: '说明', children: words },
        ]}
      />
      <Alert type="warning" showIcon title={consequence(bond)} style={{ marginBottom: 16 }} />
      <div className="form-actions form-end">
        {/* a second Enter must not end anything */}
        <Button onClick={onBack} disabled={end.isPending} autoFocus>
          返回修改
        </Button>
        <Button
          type="primary"
          danger
          loading={end.isPending}
          onClick={() =>
            end.mutate(
              { childPersonId, guardianPersonId, basis, reason: `${document}。${words}` },
              { onSuccess: onEnded },
            )
          }
        >
          {bond.isRecorded ? '核对无误，终止' : '核对无误，不许登记'}
        </Button>
      </div>
    </>
  );
}

interface Props {
  bond: Bond;
  onClose: () => void;
  onEnded: () => void;
}

/** Written down first, read once more, then ended: it does not come back. */
export function EndGuardianship({ bond, onClose, onEnded }: Props) {
  const [fields, setFields] = useState<Fields | null>(null);
  const [isConfirming, setConfirming] = useState(false);
  return (
    <Modal
      open
      title={`${isConfirming ? '请再核对一遍：' : ''}${endingTitle(bond)}`}
      footer={null}
      onCancel={onClose}
    >
      {isConfirming && fields ? (
        <Confirm
          bond={bond}
          fields={fields}
          onBack={() => setConfirming(false)}
          onEnded={onEnded}
        />
      ) : (
        <>
          <p>
            孩子 {bond.childName}，家长 {bond.guardianName}。请先看过文书的原件。
          </p>
          <Write
            fields={fields}
            onNext={(written) => {
              setFields(written);
              setConfirming(true);
            }}
            onClose={onClose}
          />
        </>
      )}
    </Modal>
  );
}
