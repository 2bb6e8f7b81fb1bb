import { Descriptions, Modal } from 'antd';
import type { ReactNode } from 'react';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { maskName } from '@yibao/shared/rules/masking';
import { ScopeSummary } from '../../components/scope-summary';
import type { ActInput } from '../../services/query';

type Request = ActInput<'partner.request'>;

interface Props {
  toSend: Request | null;
  pending: boolean;
  failure: ReactNode;
  onSend: (request: Request) => void;
  onClose: () => void;
}

const shownNames = 6;

function namesOf({ people }: Request): string {
  const names = people.slice(0, shownNames).map(({ name }) => maskName(name));
  return `${names.join('、')}${people.length > shownNames ? '等' : ''}，共 ${people.length} 人`;
}

/** Everything once more before it reaches somebody's phone. */
export function CheckDialog({ toSend, pending, failure, onSend, onClose }: Props) {
  return (
    <Modal
      open={toSend !== null}
      title="核对后发送"
      width={640}
      okText="发送请求"
      cancelText="返回修改"
      confirmLoading={pending}
      onOk={() => toSend && onSend(toSend)}
      onCancel={onClose}
      destroyOnHidden
    >
      {failure}
      {toSend && (
        <>
          <Descriptions
            size="small"
            column={1}
            bordered
            style={{ marginBottom: 12 }}
            styles={{ label: { width: 120 } }}
            items={[
              { key: 'people', label: '请谁授权', children: namesOf(toSend) },
              { key: 'case', label: '案件', children: toSend.caseNo },
              {
                key: 'purpose',
                label: '用途',
                children: consentPurposeInfo[toSend.purpose].label,
              },
              { key: 'words', label: '写给本人的话', children: toSend.words },
            ]}
          />
          <ScopeSummary scope={toSend.scope} />
        </>
      )}
    </Modal>
  );
}
