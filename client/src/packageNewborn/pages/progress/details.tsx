import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { HoldToReveal } from '@/components/hold-to-reveal';
import { Icon } from '@/components/icon';
import { Notice } from '@/components/notice';
import { Pressable } from '@/components/pressable';
import { Row, ServiceRow } from '@/components/row';
import { RuleNote } from '@/components/rule-note';
import { Timeline } from '@/components/timeline';
import { amountWords, dayWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { rulesOf } from '@/services/rules';
import { documentTypeWords } from '@/services/words';
import type { ItemKind } from '../../model/answers';
import {
  type Application,
  checkFace,
  checksSentence,
  moreOfYear,
  notChosen,
  returnedSteps,
  showsAmount,
  timelineSteps,
  yearWord,
} from '../../model/progress';
import { clockWords, sexWords } from '../../model/words';

type Year = Application['years'][number];

function subsidyWords({ fee, subsidyReason }: Year): string {
  if (fee.subsidyFen === 0) return '';
  const reason = subsidyReason === null ? '' : `（${subsidyReason}）`;
  return `标准 ${amountWords(fee.standardFen)}，政府补助 ${amountWords(fee.subsidyFen)}${reason}`;
}

/** What each year costs and where it stands. */
export function Years({ application }: { application: Application }) {
  const { years } = application;
  if (years.length === 0) return null;
  return (
    <Card title="参保和缴费">
      {years.map((year) => {
        const { tone, word } = yearWord(year);
        const { coverageYear, fee } = year;
        const more = moreOfYear(year, application);
        return (
          <View key={coverageYear} id={`year-${coverageYear}`} className="newborn-year">
            <View className="newborn-year__top">
              <Text className="newborn-year__name">{`${coverageYear} 年`}</Text>
              <Badge tone={tone} word={word} />
            </View>
            {showsAmount(year) && (
              <Row label={year.paid ? '个人缴了' : '个人要缴'} note={subsidyWords(year)}>
                <Amount fen={fee.payableFen} always />
              </Row>
            )}
            {more && <View className="newborn-year__sentence">{more}</View>}
          </View>
        );
      })}
      <RuleNote rules={rulesOf(years)} />
    </Card>
  );
}

type Step = Application['timeline'][number];

/** The steps that are an item somebody else does; the others are ours. */
function itemOf({ step }: Step): ItemKind | undefined {
  return step === 'certificate' || step === 'insurance' || step === 'payment' ? undefined : step;
}

interface ReturnedProps {
  timeline: Application['timeline'];
  busy: boolean;
  onSendAgain: (item: ItemKind) => void;
}

/** What a department gave back, why, and the way to hand it over once more. */
export function Returned({ timeline, busy, onSendAgain }: ReturnedProps) {
  return (
    <>
      {returnedSteps(timeline).map((step) => {
        const item = itemOf(step);
        return (
          item && (
            <Card key={step.step} id={`returned-${step.step}`} title={`「${step.title}」被退回了`}>
              <View className="returned__reason">{`${step.department}说：${step.note}`}</View>
              <View className="returned__note">医保不受影响。准备好了就再交一次。</View>
              <AppButton
                id={`send-again-${item}`}
                kind="secondary"
                busy={busy}
                busyText="正在提交"
                onPress={() => onSendAgain(item)}
              >
                重新提交
              </AppButton>
            </Card>
          )
        );
      })}
    </>
  );
}

/** The whole way, every department on one line. */
export function Way({ timeline }: Pick<Application, 'timeline'>) {
  const left = notChosen(timeline);
  return (
    <Card title="办到哪一步了">
      <Timeline steps={timelineSteps(timeline)} />
      {left.length > 0 && <View className="way__note">{`没有选一起办：${left.join('、')}`}</View>}
    </Card>
  );
}

/** Who it is about. */
export function BabyFacts({ application }: { application: Application }) {
  const { baby, otherParentMasked } = application;
  const { name, nameMasked, sex, bornOn, bornAtTime, documentType, documentMasked } = baby;
  return (
    <Card title="宝宝">
      <Row label="姓名">
        <HoldToReveal id="baby-name" masked={nameMasked} clear={name} />
      </Row>
      <Row label="性别">{sexWords[sex]}</Row>
      <Row label="出生日期">{dayWords(bornOn)}</Row>
      <Row label="出生时间">{clockWords(bornAtTime)}</Row>
      <Row label={documentTypeWords[documentType].label}>{documentMasked}</Row>
      {otherParentMasked !== null && <Row label="另一位家长">{otherParentMasked}</Row>}
    </Card>
  );
}

/** The household registration brought an ID number. */
export function UpgradeRow({ application }: { application: Application }) {
  const { canUpgrade, baby } = application;
  const { personId } = baby;
  if (!canUpgrade || personId === null) return null;
  return (
    <Card flush>
      <ServiceRow
        id="go-upgrade"
        icon="document"
        title="宝宝上好户口了？填身份证号码"
        subtitle="参保和缴费记录都会跟过去"
        onPress={() => goTo('newbornUpgrade', { personId })}
      />
    </Card>
  );
}

/** What was checked, where, and what came of it; folded, because most people need not know. */
export function Checks({ application }: { application: Application }) {
  const { checks, status } = application;
  const [open, setOpen] = useState(false);
  if (checks.length === 0) return null;
  return (
    <Card>
      <Pressable
        id="show-checks"
        className="checks__head"
        state={{ expanded: open }}
        onPress={() => setOpen(!open)}
      >
        <View className="checks__words">
          <View className="checks__title">核对了哪些</View>
          <View className="checks__note">{checksSentence(checks)}</View>
        </View>
        <Icon name="chevron" className={`checks__arrow ${open ? 'checks__arrow--open' : ''}`} />
      </Pressable>
      {open &&
        checks.map(({ check, title, sourceName, result, sentence, mend }) => {
          const { tone, word } = checkFace(result);
          return (
            <View key={check} className="check">
              <View className="check__top">
                <Text className="check__title">{title}</Text>
                <Badge tone={tone} word={word} />
              </View>
              <View>{sentence}</View>
              <View className="checks__note">{`查的是：${sourceName}`}</View>
              {mend && status !== 'withdrawn' && <View className="checks__note">{mend}</View>}
            </View>
          );
        })}
    </Card>
  );
}

/** Said once in place of a page that was opened without an application. */
export function NoApplication() {
  return (
    <Notice tone="info" title="没有找到这份申请">
      请从「新生儿一件事」里打开。
    </Notice>
  );
}
