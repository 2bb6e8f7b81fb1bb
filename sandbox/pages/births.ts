import { html } from 'hono/html';
import { type Birth, type Resident } from '../city/resident';
import { type Controls } from '../control/controls';
import { spokenTime } from '../lib/time';
import { base, type Markup } from './page';

const birthsPerPage = 40;

const addressOf = (page: number): string => `${base}/births?page=${String(page)}`;

const parentLine = (title: string, parent: Resident | null): Markup =>
  parent === null
    ? html`<p class="quiet">${title}：证上没有</p>`
    : html`<p>${title} ${parent.name} <span class="number">${parent.certNo}</span></p>`;

function householdForm(birth: Birth, residentId: string | null, backTo: string): Markup {
  if (residentId !== null) {
    return html`<p>身份证号码 <span class="number">${residentId}</span></p>`;
  }
  return html`<form class="row" method="post" action="${base}/household">
    <input type="hidden" name="certificateNumber" value="${birth.certificateNumber}" />
    <input type="hidden" name="backTo" value="${backTo}" />
    <button>家里自己去派出所上户口</button>
  </form>`;
}

function certificateForm({ certificateNumber, status }: Birth, backTo: string): Markup {
  return html`<form class="row" method="post" action="${base}/certificate">
    <input type="hidden" name="number" value="${certificateNumber}" />
    <input type="hidden" name="backTo" value="${backTo}" />
    ${status === 'valid' ? html`<button name="change" value="void">作废这张证</button>` : ''}
    <button name="change" value="rename">登记里改名</button>
    <button name="change" value="restore">恢复原样、有效</button>
  </form>`;
}

function birthCard(controls: Controls, birth: Birth, backTo: string): Markup {
  const residentId = controls.registries.households.numberOf(birth.certificateNumber);
  return html`<div class="card">
    <h2>
      ${birth.babyName}
      <span class="tag">${birth.status === 'valid' ? birth.situation : '已作废'}</span>
    </h2>
    <p>出生医学证明 <span class="number">${birth.certificateNumber}</span></p>
    <p class="quiet">
      ${birth.sex === 'male' ? '男' : '女'} · ${spokenTime(birth.bornAt)} 出生 · 第 ${birth.edition}
      版，${birth.issuedOn} 签发
    </p>
    ${parentLine('母亲', birth.mother)} ${parentLine('父亲', birth.father)}
    ${householdForm(birth, residentId, backTo)} ${certificateForm(birth, backTo)}
  </div>`;
}

/** Every birth of the city with what a tester has to type, forty a page. @param page from 1 */
export function birthsBody(controls: Controls, page: number): Markup {
  const births = controls.registries.certificates.list();
  const start = (page - 1) * birthsPerPage;
  const backTo = addressOf(page);
  const more = start + birthsPerPage < births.length;
  return html`<p class="row"><a class="button" href="${base}">返回沙盒控制台</a></p>
    <p>一共 ${births.length} 张出生医学证明</p>
    ${births.slice(start, start + birthsPerPage).map((birth) => birthCard(controls, birth, backTo))}
    ${more ? html`<a class="button" href="${addressOf(page + 1)}">下一页</a>` : ''}`;
}
