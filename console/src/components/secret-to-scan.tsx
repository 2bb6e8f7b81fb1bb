import { QRCode } from 'antd';

/** @returns the secret of an otpauth address in groups of four, as people type it */
const secretOf = (totpUri: string): string =>
  (new URL(totpUri).searchParams.get('secret') ?? '').replace(/(.{4})(?=.)/g, '$1 ');

/** What an authenticator scans, or takes by hand. */
export function SecretToScan({ totpUri }: { totpUri: string }) {
  return (
    <section className="panel-gap">
      <p>用手机上的验证器（动态口令应用）扫这个码：</p>
      <QRCode type="svg" value={totpUri} size={200} errorLevel="L" aria-label="验证器二维码" />
      <p className="note">
        不能扫码时，在验证器里手工输入密钥：
        <br />
        <span className="once" data-totp>
          {secretOf(totpUri)}
        </span>
      </p>
    </section>
  );
}
