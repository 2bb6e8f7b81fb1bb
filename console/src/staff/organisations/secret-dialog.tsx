import { Alert, Button, Descriptions, Modal, QRCode } from 'antd';
import type { Secret } from './organisation';

/** @returns the secret of an otpauth address in groups of four, as people type it */
const secretOf = (totpUri: string): string =>
  (new URL(totpUri).searchParams.get('secret') ?? '').replace(/(.{4})(?=.)/g, '$1 ');

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
              <QRCode
                type="svg"
                value={secret.totpUri}
                size={200}
                errorLevel="L"
                aria-label="验证器二维码"
              />
              <p className="note">
                不能扫码时，在验证器里手工输入密钥：
                <span className="once" data-totp>
                  {secretOf(secret.totpUri)}
                </span>
              </p>
            </section>
          )}
        </>
      )}
    </Modal>
  );
}
