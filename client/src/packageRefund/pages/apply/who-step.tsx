import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { PersonName } from '@/components/person-name';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { RuleNote } from '@/components/rule-note';
import { StepHeader } from '@/components/step-header';
import { goHome, goTo } from '@/services/navigate';
import type { Option } from '../../model/refund-view';
import { useOption } from './use-option';

interface OptionCardProps {
  option: Option;
  address: Record<string, string>;
}

function OptionCard({ option, address }: OptionCardProps) {
  const { itemId, person, coverageYear, amountFen, can, sentence, paidBySelf, refundId } = option;
  const goOn = () => goTo('refundApply', { ...address, step: 'reason', itemId });
  return (
    <Card>
      <View className="refund-option__top">
        <View className="refund-option__name">
          <PersonName person={person} />
        </View>
        <Amount fen={amountFen} />
      </View>
      <View className="refund-option__note">
        {`${coverageYear} 年度居民医保${paidBySelf ? '' : '，家人替您缴的'}`}
      </View>
      <View className={can ? 'refund-option__note' : 'refund-option__why'}>
        <Text>{sentence}</Text>
      </View>
      {can && (
        <AppButton id={`refund-${itemId}`} kind="secondary" onPress={goOn}>
          退这一份
        </AppButton>
      )}
      {refundId !== null && (
        <AppButton
          id={`view-${refundId}`}
          kind="secondary"
          onPress={() => goTo('refund', { refundId })}
        >
          看退费进度
        </AppButton>
      )}
    </Card>
  );
}

/** Step 1: which person and year; the ones that cannot go back say why. */
export function WhoStep() {
  const { address, query, options = [] } = useOption();
  const [first] = options;
  return (
    <Page id="refund-who">
      <StepHeader step={1} of={3} title="要退哪一份医保费？" />
      <QueryView query={query}>
        {() =>
          first ? (
            <>
              {options.map((option) => (
                <OptionCard key={option.itemId} option={option} address={address} />
              ))}
              <RuleNote rules={first.rules} />
            </>
          ) : (
            <EmptyState
              icon="pay"
              title="没有可以退的医保费"
              text="已经退过、没有付过钱，或者年度已经过去的，不在这里。"
            >
              <AppButton id="go-home" kind="secondary" onPress={goHome}>
                返回首页
              </AppButton>
            </EmptyState>
          )
        }
      </QueryView>
    </Page>
  );
}
