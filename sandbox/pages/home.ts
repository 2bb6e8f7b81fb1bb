import { html } from 'hono/html';
import { type Relation, type TestUser } from '../city/resident';
import { systems } from '../control/inputs';
import { faultMinutesMax } from '../lib/faults';
import { faultKinds, type FaultKind, type FaultRule } from '../lib/host';
import { dayMs, isoDate, spokenTime } from '../lib/time';
import { type Controls } from '../control/controls';
import { base, type Markup } from './page';
import { refundCard } from './refunds';
import { departmentCard, latencyCard } from './registries';

const jumps = [
  { minutes: 60, label: '+1 小时' },
  { minutes: 6 * 60, label: '+6 小时' },
  { minutes: 24 * 60, label: '+1 天' },
  { minutes: 48 * 60, label: '+48 小时' },
] as const;

const relationNames = {
  spouse: '配偶',
  father: '父亲',
  mother: '母亲',
  son: '儿子',
  daughter: '女儿',
  brother: '兄弟',
  sister: '姐妹',
  paternalGrandfather: '爷爷',
  paternalGrandmother: '奶奶',
  maternalGrandfather: '外公',
  maternalGrandmother: '外婆',
  grandson: '孙子（外孙）',
  granddaughter: '孙女（外孙女）',
  husbandsFather: '公公',
  husbandsMother: '婆婆',
  wifesFather: '岳父',
  wifesMother: '岳母',
} as const satisfies Record<Relation, string>;

const faultNames = {
  delay: '变慢（等待后照常办）',
  drop: '丢失（没收到，连接断开）',
  duplicate: '重复（同一请求到两次）',
  error500: '出错（返回 500）',
  timeout: '无回音（办了，但回复丢失）',
} as const satisfies Record<FaultKind, string>;

function clockCard(now: number): Markup {
  // Today's midnight lies behind; the first day the clock can be set to is tomorrow.
  const tomorrow = isoDate(now + dayMs);
  return html`<section aria-label="时钟">
    <h2>沙盒时钟</h2>
    <p class="clock">${spokenTime(now)}</p>
    <form class="row" method="post" action="${base}/clock">
      ${jumps.map(
        ({ minutes, label }) =>
          html`<button name="advanceMinutes" value="${minutes}">${label}</button>`,
      )}
    </form>
    <form class="row" method="post" action="${base}/clock">
      <label
        >拨到这一天（零点）<input
          type="date"
          name="setTo"
          value="${tomorrow}"
          min="${tomorrow}"
          required
      /></label>
      <button>拨到</button>
    </form>
    <p class="quiet">时钟只能往后拨。拨过去之后，到期的通知、复查会自动发生。</p>
  </section>`;
}

function userCard({ resident, situation, family }: TestUser): Markup {
  const members = family.map(
    ({ relation, resident: member }) =>
      html`<li>
        ${relationNames[relation]} ${member.name} <span class="number">${member.certNo}</span>
      </li>`,
  );
  return html`<div class="card">
    <h3>${resident.name}</h3>
    <p>${situation}</p>
    <p class="number">${resident.certNo}</p>
    ${members.length > 0 ? html`<p class="quiet">可以添加的家人</p>` : ''}
    <ul>
      ${members}
    </ul>
  </div>`;
}

function counterCard(): Markup {
  return html`<section aria-label="柜台">
    <h2>柜台：确认核验码</h2>
    <p class="quiet">扮演窗口工作人员：看过证件原件后，录入证件和居民手机上的 8 位核验码。</p>
    <form class="stack" method="post" action="${base}/counter/confirm">
      <label>核验码<input name="code" inputmode="numeric" maxlength="8" required /></label>
      <label>姓名<input name="name" maxlength="60" required /></label>
      <label>证件号码<input name="certNo" maxlength="40" required /></label>
      <button class="main">核对无误，确认</button>
    </form>
  </section>`;
}

function postingCard(delayMinutes: number): Markup {
  return html`<section aria-label="入账">
    <h2>缴费入账</h2>
    <p>现在：${delayMinutes === 0 ? '立即入账' : `收到后 ${String(delayMinutes)} 分钟入账`}</p>
    <form class="row" method="post" action="${base}/posting">
      <label>
        入账要等（分钟）
        <input type="number" name="delayMinutes" min="0" value="${delayMinutes}" required />
      </label>
      <button>设置</button>
    </form>
  </section>`;
}

function faultLine(rule: FaultRule): Markup {
  const operation = rule.operation === '*' ? '全部接口' : rule.operation;
  return html`<li>
    ${rule.system === '*' ? '全部系统' : rule.system} · ${operation} · ${faultNames[rule.kind]} ·
    ${rule.until === undefined ? `还有 ${String(rule.times)} 次` : `到 ${spokenTime(rule.until)} 为止`}
  </li>`;
}

function faultCard(rules: FaultRule[]): Markup {
  return html`<section aria-label="故障">
    <h2>制造故障</h2>
    ${
      rules.length === 0
        ? html`<p>现在一切正常。</p>`
        : html`<ul>
            ${rules.map(faultLine)}
          </ul>`
    }
    <form class="stack" method="post" action="${base}/faults">
      <label
        >系统
        <select name="system">
          ${systems.map((each) => html`<option value="${each}">${each === '*' ? '全部' : each}</option>`)}
        </select>
      </label>
      <label>接口（* 表示全部）<input name="operation" value="*" maxlength="60" required /></label>
      <label
        >故障
        <select name="kind">
          ${faultKinds.map((each) => html`<option value="${each}">${faultNames[each]}</option>`)}
        </select>
      </label>
      <label>次数<input type="number" name="times" value="1" min="1" required /></label>
      <label
        >持续几分钟（沙盒时间；填了就不看次数）<input
          type="number"
          name="forMinutes"
          min="1"
          max="${faultMinutesMax}"
      /></label>
      <label
        >毫秒（变慢、无回音用）<input
          type="number"
          name="delayMs"
          value="3000"
          min="0"
          max="60000"
          required
      /></label>
      <button>打开</button>
    </form>
    <form class="row" method="post" action="${base}/faults/clear"><button>全部关闭</button></form>
  </section>`;
}

/** The control page: clock, who can log in, the counter, posting, departments and faults. */
export function homeBody({ host, platform, registries, back }: Controls): Markup {
  return html`<p class="row">
      <a class="button main" href="/">打开医保随身办</a>
      <a class="button" href="${base}/city">城里的人</a>
      <a class="button" href="${base}/births">出生医学证明</a>
      <a class="button" href="${base}/organisations">机构和工作人员</a>
      <a class="button" href="${base}/sms">短信</a>
      <a class="button" href="${base}/log">往来记录</a>
    </p>
    ${clockCard(host.clock.now())}
    <h2>谁可以登录</h2>
    ${host.residents.testUsers().map(userCard)} ${counterCard()}
    ${postingCard(platform.postingDelayMinutes)} ${refundCard(back)}
    ${departmentCard(registries.departments)} ${latencyCard(host.latency.ms)}
    ${faultCard(host.faults.list())}`;
}
