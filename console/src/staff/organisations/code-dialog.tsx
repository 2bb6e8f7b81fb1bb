import { Alert, Button, Descriptions, Modal } from 'antd';
import { dateTime } from '../../services/format';
import type { HandedCode } from './organisation';

interface Props {
  handed: HandedCode | null;
  onClose: () => void;
}

/** The code a clerk enrols with, this once: with the dialog it is gone from the page. */
export function CodeDialog({ handed, onClose }: Props) {
  return (
    <Modal
      open={handed !== null}
      title={`启用码：${handed?.name ?? ''}`}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          已经交给本人，关闭
        </Button>
      }
      destroyOnHidden
    >
      <Alert
        type="warning"
        showIcon
        style={{ marginBottom: 12 }}
        title="只显示这一次，只能用一次。请当面或打电话交给本人，不要发到群里。"
      />
      {handed && (
        <>
          <Descriptions
            size="small"
            column={1}
            bordered
            styles={{ label: { width: 90 } }}
            items={[
              { key: 'login', label: '登录名', children: handed.login },
              {
                key: 'code',
                label: '启用码',
                children: (
                  <span className="once" data-code>
                    {handed.code}
                  </span>
                ),
              },
              { key: 'until', label: '有效期', children: `到 ${dateTime(handed.expiresAt)}` },
            ]}
          />
          <p className="note panel-gap">
            请本人打开机构工作台，点「第一次登录」，填登录名和启用码，自己设密码、绑定手机上的验证器。密码和验证器只有本人知道。
          </p>
        </>
      )}
    </Modal>
  );
}
