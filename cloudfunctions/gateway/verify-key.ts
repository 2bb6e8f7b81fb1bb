import { html } from 'hono/html';
import { shell } from './verify-page';

/** SubjectPublicKeyInfo of an SM2 key: ecPublicKey, curve 1.2.156.10197.1.301. */
const prefix = '3059301306072a8648ce3d020106082a811ccf5501822d034200';

/** @param publicKeyHex uncompressed, 130 hex digits @returns the key as openssl reads it */
export function publicKeyPem(publicKeyHex: string): string {
  const base64 = Buffer.from(prefix + publicKeyHex, 'hex').toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
}

/** How to check a file without this page, with nothing but a public key. */
const recipe = (keyId: string) => `# OpenSSL 3, bash; paper.pdf 是手里的文件
tail -c 300 paper.pdf | grep -a -o 'YIBAO-SIGNATURE.*' > line.txt
grep -o 'sig=[0-9a-f]*' line.txt | cut -c5- | xxd -r -p > sig.der
head -c -$(($(wc -c < line.txt) + 2)) paper.pdf > content.bin
openssl pkeyutl -verify -pubin -inkey ${keyId}.pem -rawin -digest sm3 \\
  -pkeyopt distid:1234567812345678 -in content.bin -sigfile sig.der`;

export function keyPage(publicKeys: Record<string, string>, current: string) {
  const keys = Object.entries(publicKeys).map(
    ([id, key]) =>
      html`<h2>${id}${id === current ? '（正在使用）' : '（以前的，仍可验证）'}</h2>
        <p class="mono">${key}</p>
        <p><a href="/verify/key/${id}.pem">下载 PEM 文件</a></p>`,
  );
  return shell(
    '签名公钥',
    html`<h1>签名公钥</h1>
      <p>
        每份证明的最后一行是国密 SM2 签名（SM3
        摘要），盖住它前面的每一个字节。不用联网、不用相信本页， 拿公钥就能验证。
      </p>
      ${keys}
      <h2>自己验证</h2>
      <p>文件最后一行里的 key= 是公钥的名字。</p>
      <pre>${recipe(current)}</pre>
      <p>
        显示 Signature Verified Successfully 就是没有改过。有没有撤回，要在<a href="/verify"
          >验证页</a
        >查。
      </p>`,
  );
}
