import { useDidShow, useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { ErrorState } from '@/components/error-state';
import { Heading } from '@/components/heading';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { RuleNote } from '@/components/rule-note';
import { Skeleton } from '@/components/skeleton';
import { StepHeader } from '@/components/step-header';
import { goBack, goHome, param, replaceWith } from '@/services/navigate';
import { rulesOf } from '@/services/rules';
import {
  type CheckedPerson,
  allPaid,
  type CheckGroups,
  factsOf,
  groupChecks,
  groupsSentence,
} from '../../model/check-groups';
import { anyFailed, payableIds } from '../../model/registration';
import { FactsList, PersonCard } from './person-card';
import { Problem } from './problem';
import { ProgressList } from './progress-list';
import { type Checks, useChecks } from './use-checks';
import { type Registration, useRegistration } from './use-registration';
import './index.scss';

function Ready({ checked, nameOf }: { checked: CheckedPerson; nameOf: Checks['nameOf'] }) {
  const facts = factsOf(checked);
  if (!facts) return null;
  return (
    <PersonCard
      name={nameOf(checked.person.personId)}
      tone="ok"
      word={checked.check?.enrollmentId ? '已登记，可以缴费' : '可以参保'}
      sentence={facts.sentence}
    >
      <FactsList facts={facts} />
    </PersonCard>
  );
}

interface ResultsProps {
  groups: CheckGroups;
  checks: Checks;
}

function Results({ groups, checks }: ResultsProps) {
  const { nameOf, reload, people = [] } = checks;
  return (
    <>
      {groups.problem.map((person) => (
        <Problem
          key={person.person.personId}
          person={person}
          name={nameOf(person.person.personId)}
          onRetry={reload}
        />
      ))}
      {groups.problem.length > 0 && groups.ready.length > 0 && (
        <View className="check__divider">
          <Heading level={2}>下面的人可以先缴</Heading>
        </View>
      )}
      {groups.ready.map((checked) => (
        <Ready key={checked.person.personId} checked={checked} nameOf={nameOf} />
      ))}
      {groups.done.map(({ person, check }) => (
        <PersonCard
          key={person.personId}
          name={nameOf(person.personId)}
          tone="ok"
          word="已缴费"
          sentence={check?.sentence ?? ''}
        />
      ))}
      <RuleNote rules={rulesOf(people.flatMap(({ check }) => check ?? []))} />
    </>
  );
}

/** What the button at the thumb does, before and after registering. */
function Footer({ groups, registration }: { groups: CheckGroups; registration: Registration }) {
  const { progress, running } = registration;
  if (progress !== null && !running) {
    const paying = payableIds(progress).length;
    return (
      <>
        {paying > 0 && (
          <AppButton id="pay-for-registered" onPress={registration.payForDone}>
            {`先给登记好的 ${paying} 人缴费`}
          </AppButton>
        )}
        {anyFailed(progress) && (
          <AppButton
            id="register-retry"
            kind={paying > 0 ? 'secondary' : 'primary'}
            icon="refresh"
            onPress={registration.retry}
          >
            没办成的再试一次
          </AppButton>
        )}
      </>
    );
  }
  if (allPaid(groups)) {
    return (
      <AppButton id="go-home" onPress={goHome}>
        回首页
      </AppButton>
    );
  }
  if (groups.ready.length === 0) {
    return (
      <AppButton id="choose-again" kind="secondary" onPress={goBack}>
        返回重新选人
      </AppButton>
    );
  }
  const registered = groups.ready.every(({ check }) => check?.enrollmentId != null);
  const people = groups.ready.map(({ person, check }) => ({
    personId: person.personId,
    enrollmentId: check?.enrollmentId ?? null,
  }));
  return (
    <>
      <View className="check__total">
        <Text>{`${groups.ready.length} 人，一共`}</Text>
        <Amount fen={groups.totalFen} always />
      </View>
      <AppButton
        id="register-and-pay"
        busy={running}
        busyText="正在登记，请稍候"
        onPress={() => registration.start(people)}
      >
        {registered ? '去缴费' : '登记并去缴费'}
      </AppButton>
      {!registered && <View className="check__hint">这一步只登记，不扣钱</View>}
    </>
  );
}

function Body({ checks, groups, registration }: ResultsProps & { registration: Registration }) {
  const { progress, running } = registration;
  if (progress === null) {
    return (
      <>
        <StepHeader
          step={2}
          of={3}
          title={groupsSentence(groups)}
          hint={`${checks.year ?? ''} 年度居民医保，按今天缴费算`}
        />
        <Results groups={groups} checks={checks} />
      </>
    );
  }
  const failed = !running && progress.some(({ state }) => state !== 'done');
  return (
    <>
      <StepHeader
        step={2}
        of={3}
        title={running ? '正在一个一个登记' : failed ? '有人还没登记好' : '都登记好了'}
        hint="没有扣款。登记好的不会丢，没办成的可以再试"
      />
      <ProgressList progress={progress} nameOf={checks.nameOf} />
      {failed && payableIds(progress).length > 0 && (
        <Notice tone="info" title="登记好的人可以先缴费">
          其他人办好以后，再来给他们缴
        </Notice>
      )}
    </>
  );
}

/** Step 2 of enrolment: what it costs and from when it covers, before anything is written. */
export default function Check() {
  const { params } = useRouter();
  const personIds = param(params, 'people').split(',').filter(Boolean);
  const checks = useChecks(personIds, Number(param(params, 'year')) || null);
  const registration = useRegistration(checks.year);
  useDidShow(registration.reset);
  const groups = groupChecks(checks.people ?? []);

  const waits = checks.people === undefined && checks.error === undefined;
  const nobody = personIds.length === 0 || checks.people?.length === 0;
  const ready = checks.people !== undefined && !nobody;
  return (
    <Page id="check" footer={ready && <Footer groups={groups} registration={registration} />}>
      {checks.error && <ErrorState error={checks.error} onRetry={checks.reload} />}
      {waits && !nobody && (
        <>
          <StepHeader step={2} of={3} title="正在核对，请稍候" />
          <Skeleton shape="status" />
        </>
      )}
      {nobody && !checks.error && (
        <EmptyState icon="people" title="还没有选人" text="先选好给谁参保，再来核对">
          <AppButton id="choose-again" onPress={() => replaceWith('choose')}>
            去选人
          </AppButton>
        </EmptyState>
      )}
      {ready && <Body checks={checks} groups={groups} registration={registration} />}
    </Page>
  );
}
