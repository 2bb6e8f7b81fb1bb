import { html } from 'hono/html';
import {
  type PlannedClerk,
  type PlannedOrganisation,
  sandboxPassword,
  sandboxTotpSecret,
} from '../city/organisations';
import { totpCode, totpSecondsLeft } from '../lib/totp';
import { base, type Markup } from './page';

const kindNames = { insurer: '保险公司', employer: '用人单位' } as const;

function clerkLine({ kind, login, name }: PlannedClerk): Markup {
  return kind === 'api'
    ? html`<li>${name}：机构自己的系统，用 SM2 签名（<span class="number">${login}</span>）</li>`
    : html`<li>${name} <span class="number">${login}</span></li>`;
}

function organisationCard({ name, kind, creditCode, clerks }: PlannedOrganisation): Markup {
  return html`<div class="card">
    <h3>${name} <span class="tag">${kindNames[kind]}</span></h3>
    <p class="number">${creditCode}</p>
    <ul>
      ${clerks.map(clerkLine)}
    </ul>
  </div>`;
}

/**
 * Who can sign in at the console, with what a clerk would have on paper and on the phone.
 *
 * @param wallNow real time, epoch ms: authenticators go by it
 */
export function organisationsBody(
  organisations: readonly PlannedOrganisation[],
  wallNow: number,
): Markup {
  const withClerks = organisations.filter(({ clerks }) => clerks.length > 0);
  const others = organisations.filter(({ clerks }) => clerks.length === 0);
  return html`<p class="row">
      <a class="button" href="${base}">返回沙盒控制台</a>
      <a class="button main" href="/console">打开机构工作台</a>
      <a class="button" href="${base}/organisations">刷新动态码</a>
    </p>
    <section aria-label="登录">
      <h2>登录要填的</h2>
      <p>密码（都一样） <span class="number">${sandboxPassword}</span></p>
      <p>
        现在的动态码 <span class="number">${totpCode(sandboxTotpSecret, wallNow)}</span>
        （还有 ${String(totpSecondsLeft(wallNow))} 秒）
      </p>
      <p class="quiet">
        每个动态码一个人只能用一次；刚登录过的人要等下一个。也可以把密钥
        <span class="number">${sandboxTotpSecret}</span> 输进手机上的身份验证器。
      </p>
    </section>
    <h2>有工作人员的机构</h2>
    ${withClerks.map(organisationCard)} ${others.length > 0 ? html`<h2>只登记了的机构</h2>` : ''}
    ${others.map(organisationCard)}`;
}
