import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Icon } from '@/components/icon';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { RuleNote } from '@/components/rule-note';
import { StatusCard } from '@/components/status-card';
import { Timeline } from '@/components/timeline';
import { momentWords } from '@/services/format';
import { goTo, idParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { referenceWords } from '@/services/reference';
import { coverBadge, type CoverRecord, isGivenBack } from '../../model/cover';
import { PeriodFacts } from './period-facts';
import { OneEnrollment } from './one-enrollment';
import './index.scss';

function Facts({ record }: { record: CoverRecord }) {
  const { cover, waitingUntil, amountFen, paidAt, paidBySelf, reference } = record;
  return (
    <Card {...(isGivenBack(record) ? { title: '已经退回的这一笔' } : {})}>
      {!isGivenBack(record) && <PeriodFacts cover={cover} waitingUntil={waitingUntil} />}
      <Row label="缴费金额">
        <Amount fen={amountFen} />
      </Row>
      <Row label="谁缴的">{paidBySelf ? '您自己' : '家人替您缴的'}</Row>
      <View className="cover__fact">
        <View className="cover__plain">缴费时间</View>
        <View className="cover__value">{momentWords(paidAt)}</View>
      </View>
      <View className="cover__fact">
        <View className="cover__plain">凭证编号（打电话问的时候报这个号）</View>
        <View className="cover__value">{referenceWords(reference)}</View>
      </View>
    </Card>
  );
}

/** The refund that is under way; else the quiet way to ask for one. */
function RefundWay({ record: { refundId, state, coverageYear } }: { record: CoverRecord }) {
  if (refundId !== null) {
    return (
      <AppButton
        id={`view-refund-${coverageYear}`}
        kind="secondary"
        onPress={() => goTo('refund', { refundId })}
      >
        看退费进度
      </AppButton>
    );
  }
  if (state === 'ended') return null;
  return (
    <AppButton
      id={`ask-refund-${coverageYear}`}
      kind="text"
      onPress={() => goTo('refundApply', { year: coverageYear })}
    >
      申请退费
    </AppButton>
  );
}

interface CoverYearProps {
  record: CoverRecord;
  startsOpen: boolean;
}

/** One year: the sentence always, the details at once for the newest and on request for the others. */
function CoverYear({ record, startsOpen }: CoverYearProps) {
  const [open, setOpen] = useState(startsOpen);
  const { label, tone } = coverBadge(record);
  return (
    <View id={`cover-${record.coverageYear}`} className="cover">
      <StatusCard
        tone={tone}
        word={label}
        about={`${record.coverageYear} 年度`}
        sentence={record.sentence}
      >
        <Pressable
          id={`cover-details-${record.coverageYear}`}
          className="cover__toggle"
          state={{ expanded: open }}
          onPress={() => setOpen(!open)}
        >
          <Text>{open ? '收起明细' : '看明细'}</Text>
          <Icon name="chevron" className={open ? 'cover__arrow--open' : 'cover__arrow'} />
        </Pressable>
      </StatusCard>
      {open && (
        <>
          <Facts record={record} />
          <Card title="办到哪一步了">
            <Timeline steps={record.timeline} />
          </Card>
          <RuleNote rules={record.rules} />
          <RefundWay record={record} />
        </>
      )}
    </View>
  );
}

/** My own cover, newest year first. */
function MyCover() {
  const query = useQuery('enrollment.myCover', {});
  return (
    <Page id="cover" title="我的参保" lead="您自己每一年的参保和报销时间">
      <QueryView query={query} shape="status">
        {({ covers }) =>
          covers.length === 0 ? (
            <EmptyState
              icon="shield"
              title="还没有参保记录"
              text="缴费以后，这里会写明从哪一天起可以报销。"
            >
              <AppButton id="go-enroll" onPress={() => goTo('choose')}>
                去参保缴费
              </AppButton>
            </EmptyState>
          ) : (
            <>
              {covers.map((record, n) => (
                <CoverYear
                  key={`${record.coverageYear}-${record.reference}`}
                  record={record}
                  startsOpen={n === 0}
                />
              ))}
              <AppButton
                id="get-cover-proof"
                kind="secondary"
                icon="document"
                onPress={() => goTo('certificates')}
              >
                开参保证明、缴费凭证
              </AppButton>
            </>
          )
        }
      </QueryView>
    </Page>
  );
}

/** My own cover by year; with an enrolment in the address, that one, e.g. of a relative. */
export default function Cover() {
  const enrollmentId = idParam(useRouter().params, 'enrollmentId');
  return enrollmentId ? <OneEnrollment enrollmentId={enrollmentId} /> : <MyCover />;
}
