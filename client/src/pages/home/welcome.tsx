import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Heading } from '@/components/heading';
import { Notice } from '@/components/notice';
import { amountWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { login } from '@/services/session';
import { Services, type Waiting } from './services';
import './index.scss';

const steps = ['用微信登录', '确认您是本人', '选好家人，一次缴费'];

/** What the coming year costs and until when, for whoever looks in before logging in. */
function YearFacts() {
  const years = useQuery('enrollment.years', {});
  const year = years.data?.years.find(
    ({ coverageYear }) => coverageYear === years.data?.defaultYear,
  );
  if (!year || year.standardFen === null) return null;
  return (
    <Notice tone="info" title={`${year.coverageYear} 年度每人 ${amountWords(year.standardFen)}`}>
      {year.sentence}
    </Notice>
  );
}

function Steps({ current }: { current: number }) {
  return (
    <View className="welcome__steps">
      {steps.map((words, index) => (
        <View
          key={words}
          className={`welcome__step ${index === current ? 'welcome__step--current' : ''}`}
        >
          <View className="welcome__number">{index < current ? '✓' : index + 1}</View>
          <Text className="welcome__words">{words}</Text>
        </View>
      ))}
    </View>
  );
}

/** H5, nobody logged in. */
export function LoginWelcome() {
  return (
    <>
      <View id="welcome-login" className="welcome">
        <Heading level={2} status>
          在家就能给全家参保、缴费
        </Heading>
        <View className="welcome__text">付完款几秒钟就能看到结果，不用跑窗口，也不用等两天。</View>
        <Steps current={0} />
        <AppButton id="login" onPress={() => login()}>
          微信登录
        </AppButton>
      </View>
      <YearFacts />
    </>
  );
}

/** Logged in, not verified: one sentence why, one button. */
export function VerifyWelcome({ waiting }: { waiting: Waiting }) {
  const counter = useQuery('identity.counterCode', {});
  return (
    <>
      <View id="welcome-verify" className="welcome">
        <Heading level={2} status>
          先确认您是本人
        </Heading>
        <View className="welcome__text">
          医保是实名的。只要确认一次，以后给自己和家人办事都不用再填。
        </View>
        <Steps current={1} />
        <AppButton id="go-verify" onPress={() => goTo('verify')}>
          去实名
        </AppButton>
        {counter.data?.state === 'waiting' && (
          <AppButton id="go-counter-code" kind="text" onPress={() => goTo('counterCode')}>
            查看我的柜台核验码
          </AppButton>
        )}
      </View>
      <YearFacts />
      <Services verified={false} waiting={waiting} />
    </>
  );
}
