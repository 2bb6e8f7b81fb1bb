import { Alert, Button, Descriptions, Modal, QRCode } from 'antd';
import type { Secret } from './organisation';

interface Props {
  secret: Secret | null;
  onClose: () => void;
}

/** Password and second factor, this once: with the dialog they are gone from the page. */
export function SecretDialog({ secret, onClose }: Props) {
  return (
    <Modal
      open={secret !== null}
      title={`交给本人：${secret?.name ?? ''}`}
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
        title="只显示这一次，关闭后谁也看不到。没有交到本人手里就要重置。"
      />
      {secret && (
        <>
          <Descriptions
            size="small"
            column={1}
            bordered
            styles={{ label: { width: 90 } }}
            items={[
              { key: 'login', label: '登录名', children: secret.login },
              ...(secret.password === null
                ? []
                : [
                    {
                      key: 'password',
                      label: '密码',
                      children: (
                        <span className="once" data-password>
                          {secret.password}
                        </span>
                      ),
                    },
                  ]),
            ]}
          />
          {secret.totpUri !== null && (
            <section className="panel-gap">
              <p>请本人用验证器（手机上的动态口令应用）扫这个码：</p>
              <QRCode type="svg" value={secret.totpUri} size={180} aria-label="验证器二维码" />
              <p className="note">
                不能扫码时，在验证器里手工输入：
                <span className="once" data-totp-uri>
                  {secret.totpUri}
                </span>
              </p>
            </section>
          )}
        </>
      )}
    </Modal>
  );
}
