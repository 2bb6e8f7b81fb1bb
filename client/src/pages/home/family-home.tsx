import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { shanghaiDate, yearOf } from '@yibao/shared/rules/dates';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { StatusCard } from '@/components/status-card';
import { useAppInfo } from '@/services/app-info';
import { goTo } from '@/services/navigate';
import { relationWord } from '@/services/words';
import { DeadlineBand } from './deadline-band';
import { FamilyStrip } from './family-strip';
import { Services, type Waiting } from './services';
import {
  type Overview,
  type Standing,
  type StandingFace,
  firstShown,
  isCalm,
  nextStepOf,
  standingFace,
} from './standing';
import './index.scss';

/** Home of a verified person. */
export function FamilyHome({ overview, waiting }: { overview: Overview; waiting: Waiting }) {
  const { standings, coverageYear } = overview;
  const [chosenId, setChosenId] = useState<string>();
  const info = useAppInfo();
  const thisYear = info && yearOf(shanghaiDate(info.now));
  const faceOf = (standing: Standing) => standingFace(standing, coverageYear, thisYear);
  const chosen = standings.find(({ person }) => person.personId === chosenId);
  const shownId = chosen?.person.personId ?? firstShown(standings);
  const shown = standings.find(({ person }) => person.personId === shownId);
  return (
    <>
      <FamilyStrip standings={standings} faceOf={faceOf} shownId={shownId} onShow={setChosenId} />
      {shown && <StandingCard standing={shown} face={faceOf(shown)} />}
      <DeadlineBand overview={overview} said={shown?.sentence ?? ''} />
      {standings.length === 1 && <NoFamilyYet />}
      <Services verified waiting={waiting} />
    </>
  );
}

function StandingCard({ standing, face }: { standing: Standing; face: StandingFace }) {
  const { person, coverageYear, relation, state, sentence, timeline, payableFen } = standing;
  const next = nextStepOf(standing);
  const toPay = state === 'to_pay' || state === 'to_enroll';
  return (
    <StatusCard
      id="standing"
      tone={face.tone}
      word={face.wordBesideYear}
      about={`${relationWord(relation)} ${person.nameMasked} · ${coverageYear} 年度`}
      sentence={sentence}
      steps={timeline}
    >
      {toPay && payableFen !== null && (
        <View className="standing-amount">
          <Text>个人要交</Text>
          <Amount fen={payableFen} size="large" />
        </View>
      )}
      {next && (
        <AppButton
          id="next-step"
          kind={isCalm(standing) ? 'secondary' : 'primary'}
          onPress={next.go}
        >
          {next.words}
        </AppButton>
      )}
    </StatusCard>
  );
}

function NoFamilyYet() {
  return (
    <EmptyState
      id="no-family"
      icon="people"
      title="家里老人、孩子也要参保吗？"
      text="加上家人，就能替他们参保，一次付清。"
    >
      <AppButton id="add-first-member" kind="secondary" onPress={() => goTo('familyAdd')}>
        添加家人
      </AppButton>
    </EmptyState>
  );
}
