/** The figures' sentences and charts: each picture has a number and a sentence of its own. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Output } from '@yibao/shared/contracts';
import { count } from '../../services/format';
import { colours } from '../../theme';

export type Figures = Output<'oversight.figures'>;
type Month = Figures['byMonth'][number];

const change = (now: number, before: number): string => {
  if (now === before) return '和上个月一样';
  const by = count(Math.abs(now - before));
  return now > before ? `比上个月多 ${by} 次` : `比上个月少 ${by} 次`;
};

const monthName = (month: string): string => `${Number(month.slice(5))} 月`;

/** @param byMonth oldest first; the last one is not over */
function latest(byMonth: readonly Month[]): { last: Month; before: Month | undefined } | null {
  const last = byMonth.at(-1);
  return last ? { last, before: byMonth.at(-2) } : null;
}

/** @returns 「11 月到现在查看 12 次，比上个月多 3 次；其中 1 次被拒绝」 */
export function usesSentence({ byMonth }: Figures): string {
  const found = latest(byMonth);
  if (!found) return '还没有查看。';
  const { last, before } = found;
  const compared = before ? `，${change(last.uses, before.uses)}` : '';
  return `${monthName(last.month)}到现在查看 ${count(last.uses)} 次${compared}；另有 ${count(last.denials)} 次被拒绝。`;
}

export function authorisationsSentence({ byMonth }: Figures): string {
  const found = latest(byMonth);
  if (!found) return '还没有授权。';
  const { last, before } = found;
  const compared = before ? `，${change(last.authorisations, before.authorisations)}` : '';
  return `${monthName(last.month)}到现在授权 ${count(last.authorisations)} 次${compared}；收回 ${count(last.revocations)} 次。`;
}

export function organisationsSentence({ byOrganisation }: Figures): string {
  const most = [...byOrganisation].sort((a, b) => b.uses - a.uses)[0];
  if (!most || most.uses === 0) return '还没有机构查看。';
  const total = byOrganisation.reduce((sum, { uses }) => sum + uses, 0);
  const share = Math.round((most.uses / total) * 100);
  return `查看最多的是${most.name}：${count(most.uses)} 次，占 ${share}%。`;
}

const grid = { left: 48, right: 16, top: 36, bottom: 28 };
const legend = { top: 0, left: 0, textStyle: { color: colours.text } };

function monthChart(
  byMonth: readonly Month[],
  series: { name: string; of: (month: Month) => number; colour: string; symbol: string }[],
): EChartsCoreOption {
  return {
    grid,
    legend,
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: byMonth.map(({ month }) => month) },
    yAxis: { type: 'value', minInterval: 1 },
    series: series.map(({ name, of, colour, symbol }) => ({
      name,
      type: 'line',
      symbol,
      symbolSize: 7,
      color: colour,
      data: byMonth.map(of),
    })),
  };
}

export const usesChart = ({ byMonth }: Figures): EChartsCoreOption =>
  monthChart(byMonth, [
    { name: '查看', of: ({ uses }) => uses, colour: colours.brand, symbol: 'circle' },
    { name: '被拒绝', of: ({ denials }) => denials, colour: colours.danger, symbol: 'triangle' },
  ]);

export const authorisationsChart = ({ byMonth }: Figures): EChartsCoreOption =>
  monthChart(byMonth, [
    {
      name: '授权',
      of: ({ authorisations }) => authorisations,
      colour: colours.ok,
      symbol: 'circle',
    },
    {
      name: '收回',
      of: ({ revocations }) => revocations,
      colour: colours.warn,
      symbol: 'triangle',
    },
  ]);

const shownOrganisations = 12;

/** The organisations that look most, the first on top. */
export function organisationsChart({ byOrganisation }: Figures): EChartsCoreOption {
  const most = [...byOrganisation]
    .sort((a, b) => b.uses - a.uses)
    .slice(0, shownOrganisations)
    .reverse();
  return {
    grid: { ...grid, left: 8, containLabel: true },
    legend,
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: { type: 'category', data: most.map(({ name }) => name) },
    series: [
      { name: '查看', type: 'bar', color: colours.brand, data: most.map(({ uses }) => uses) },
      {
        name: '授权',
        type: 'bar',
        color: '#8FB8DC',
        data: most.map(({ authorisations }) => authorisations),
      },
    ],
  };
}
