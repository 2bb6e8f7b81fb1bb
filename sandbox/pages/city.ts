import { html } from 'hono/html';
import { type Resident, stories } from '../city/resident';
import { elsewhereState } from '../control/answers';
import { type Controls } from '../control/controls';
import { spokenTime } from '../lib/time';
import { base, type Markup } from './page';

const peoplePerPage = 40;

export interface CityView {
  text: string;
  story: string;
  /** From 1. */
  page: number;
}

const addressOf = ({ text, story, page }: CityView): string =>
  `${base}/city?${new URLSearchParams({ text, story, page: String(page) }).toString()}`;

function elsewhereSentence(state: NonNullable<ReturnType<typeof elsewhereState>>): string {
  const { poolingAreaName, suspendedAt, platformSeesAt } = state;
  if (suspendedAt === null) return `${poolingAreaName}:居民医保参保中`;
  const suspended = `${poolingAreaName}:${spokenTime(suspendedAt)} 暂停`;
  if (platformSeesAt === null) return `${suspended}，要原参保地重新上传`;
  return `${suspended}，平台 ${spokenTime(platformSeesAt)} 起看得到`;
}

function elsewhereForm(controls: Controls, resident: Resident, view: CityView): Markup | string {
  const state = elsewhereState(controls, resident);
  if (!state) return '';
  const backTo = addressOf(view);
  return html`<p>现在：${elsewhereSentence(state)}</p>
    <form class="row" method="post" action="${base}/elsewhere">
      <input type="hidden" name="certNo" value="${resident.certNo}" />
      <input type="hidden" name="backTo" value="${backTo}" />
      ${
        state.suspendedAt === null
          ? html`<button name="action" value="suspend">在原参保地办理暂停</button>`
          : html`<button name="action" value="reupload">原参保地重新上传</button>`
      }
    </form>`;
}

const lifeEvents = [
  ['joinJob', '上班，参加职工医保'],
  ['leaveJob', '不上班了'],
  ['joinElsewhere', '到合肥参保'],
  ['payAtCounter', '在柜台又缴一次'],
  ['die', '登记去世'],
] as const;

/** What makes people ask for their money back. */
function lifeForm(resident: Resident, view: CityView): Markup {
  return html`<details>
    <summary>缴费以后发生的事</summary>
    <form class="row" method="post" action="${base}/life">
      <input type="hidden" name="certNo" value="${resident.certNo}" />
      <input type="hidden" name="backTo" value="${addressOf(view)}" />
      ${lifeEvents.map(
        ([event, label]) => html`<button name="event" value="${event}">${label}</button>`,
      )}
    </form>
  </details>`;
}

function personCard(controls: Controls, resident: Resident, view: CityView): Markup {
  return html`<div class="card">
    <h2>${resident.name} <span class="tag">${stories[resident.story]}</span></h2>
    <p class="number">${resident.certNo}</p>
    <p class="quiet">
      ${resident.sex === 'male' ? '男' : '女'} · ${resident.birthDate} 出生 · 家庭
      ${resident.householdId}${resident.phone === null ? '' : ` · ${resident.phone}`}
    </p>
    ${elsewhereForm(controls, resident, view)} ${lifeForm(resident, view)}
  </div>`;
}

function searchForm(view: CityView): Markup {
  return html`<form class="stack card" method="get" action="${base}/city">
    <label>姓名或证件号码<input name="text" value="${view.text}" maxlength="60" /></label>
    <label
      >情况
      <select name="story">
        <option value="">全部</option>
        ${Object.entries(stories).map(
          ([story, text]) =>
            html`<option value="${story}" ${story === view.story ? 'selected' : ''}>
              ${text}
            </option>`,
        )}
      </select>
    </label>
    <button class="main">查找</button>
  </form>`;
}

/** Everybody of the city who fits, forty a page, with full (synthetic) numbers to copy. */
export function cityBody(controls: Controls, view: CityView): Markup {
  const found = controls.findPeople(view);
  const start = (view.page - 1) * peoplePerPage;
  const more = start + peoplePerPage < found.length;
  return html`<p class="row"><a class="button" href="${base}">返回沙盒控制台</a></p>
    ${searchForm(view)}
    <p>找到 ${found.length} 人${found.length === 0 ? '，换个词再找' : ''}</p>
    ${found
      .slice(start, start + peoplePerPage)
      .map((resident) => personCard(controls, resident, view))}
    ${more ? html`<a class="button" href="${addressOf({ ...view, page: view.page + 1 })}">下一页</a>` : ''}`;
}
