import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StepHeader } from '@/components/step-header';
import { type Draft, useDraft } from '@/services/draft';
import { goHome, goTo, idParam, param } from '@/services/navigate';
import { useQuery } from '@/services/query';
import {
  type Choice,
  type CoverageYear,
  initialSkips,
  selectedIds,
  startYear,
  toChoice,
  toggleSkip,
} from '../../model/choices';
import { Family } from './family';
import { YearPicker } from './year-picker';
import './index.scss';

const listed = (ids: string): string[] => ids.split(',').filter((id) => id !== '');

interface Selection {
  skipped: string[];
  turn: (personId: string) => void;
}

/** Who is ticked, kept per year while the person looks at other pages. */
function useSelection(
  draft: Draft,
  year: number | null,
  choices: Choice[],
  onlyPersonId: string | null,
): Selection {
  const key = `skipped-${year ?? ''}`;
  const kept = draft.values[key];
  const skipped = kept === undefined ? initialSkips(choices, onlyPersonId) : listed(kept);
  return {
    skipped,
    turn: (personId) => draft.set({ [key]: toggleSkip(skipped, personId).join(',') }),
  };
}

function useChosenYear(draft: Draft, wanted: string) {
  const years = useQuery('enrollment.years', {});
  const asked = Number(draft.values.year ?? wanted) || null;
  const year = years.data ? startYear(years.data.years, years.data.defaultYear, asked) : null;
  return { years, year };
}

function NoYear({ years }: { years: CoverageYear[] }) {
  return (
    <Notice id="no-year" tone="wait" title="现在没有可以缴费的年度">
      {years.map(({ coverageYear, sentence }) => (
        <View key={coverageYear}>{`${coverageYear} 年：${sentence}`}</View>
      ))}
    </Notice>
  );
}

/** Step 1 of enrolment: for which year and for whom. */
export default function Choose() {
  const { params } = useRouter();
  const draft = useDraft('enroll');
  const { years, year } = useChosenYear(draft, param(params, 'year'));
  const overview = useQuery('enrollment.overview', year === null ? null : { coverageYear: year });
  const choices = (overview.data?.standings ?? []).map(toChoice);
  const { skipped, turn } = useSelection(draft, year, choices, idParam(params, 'personId') || null);
  const selected = selectedIds(choices, skipped);
  const [askedForNobody, setAskedForNobody] = useState(false);

  const next = () => {
    setAskedForNobody(selected.length === 0);
    if (selected.length > 0 && year !== null) {
      goTo('check', { year, people: selected.join(',') });
    }
  };
  const canGoOn = choices.some(({ selectable }) => selectable);
  const nobodyLeft = overview.data !== undefined && !canGoOn;
  const footer = nobodyLeft ? (
    <AppButton id="go-home" onPress={goHome}>
      回首页
    </AppButton>
  ) : (
    canGoOn && (
      <>
        {askedForNobody && selected.length === 0 && (
          <Notice id="nobody-chosen" tone="danger" title="请至少选一位要参保的人" announce />
        )}
        <AppButton id="enroll-next" onPress={next}>
          {selected.length > 0 ? `下一步（已选 ${selected.length} 人）` : '下一步'}
        </AppButton>
      </>
    )
  );
  return (
    <Page id="choose" footer={footer}>
      <StepHeader
        step={1}
        of={3}
        title="给谁参保缴费？"
        {...(canGoOn ? { hint: '没缴的人都选好了，这次不缴的点一下去掉' } : {})}
      />
      <QueryView query={years} shape="list">
        {(data) =>
          year === null ? (
            <NoYear years={data.years} />
          ) : (
            <YearPicker
              years={data.years}
              chosen={year}
              onChoose={(coverageYear) => draft.set({ year: String(coverageYear) })}
            />
          )
        }
      </QueryView>
      {year !== null && (
        <QueryView query={overview} shape="list">
          {() => <Family year={year} choices={choices} selected={selected} onTurn={turn} />}
        </QueryView>
      )}
    </Page>
  );
}
