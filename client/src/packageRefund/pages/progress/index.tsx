import { useCallback, useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { PersonName } from '@/components/person-name';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { RuleNote } from '@/components/rule-note';
import { ConfirmDialog } from '@/components/sheet';
import { StatusCard } from '@/components/status-card';
import { Timeline } from '@/components/timeline';
import { momentWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import { goHome, goTo, idParam, param } from '@/services/navigate';
import { useNewest } from '@/services/newest';
import { useQuery, useRepeat } from '@/services/query';
import { referenceWords } from '@/services/reference';
import {
  aboutWords,
  moneyGoesTo,
  nextWords,
  reasonWords,
  type Refund,
  refundFace,
} from '../../model/refund-view';
import { useRelations } from '../../use-relations';
import './index.scss';

interface FactProps {
  id?: string;
  label: string;
  value: string;
}

/** A long value stands below its name, so that nothing is torn apart. */
function Fact({ id, label, value }: FactProps) {
  return (
    <View {...(id ? { id } : {})} className="refund-fact">
      <View className="refund-fact__label">{label}</View>
      <View className="refund-fact__value">{value}</View>
    </View>
  );
}

function Facts({ refund }: { refund: Refund }) {
  const { reference, amountFen, people, coverEndedAt, createdAt, foundByUs } = refund;
  return (
    <Card>
      <Row label="退费金额">
        <Amount fen={amountFen} />
      </Row>
      {people.map(({ person, coverageYear }) => (
        <Row key={person.personId} label={`${coverageYear} 年度`}>
          <PersonName person={person} />
        </Row>
      ))}
      <Fact label="原因" value={reasonWords(refund)} />
      <Fact label="退到哪里" value={moneyGoesTo(refund)} />
      <Fact
        id="refund-reference"
        label="退费编号（打电话问的时候报这个号）"
        value={referenceWords(reference)}
      />
      <Fact label={foundByUs ? '发现的时间' : '申请的时间'} value={momentWords(createdAt)} />
      {coverEndedAt !== null && <Fact label="这份医保结束于" value={momentWords(coverEndedAt)} />}
    </Card>
  );
}

function Next({ refund }: { refund: Refund }) {
  return (
    <Card title="接下来">
      {nextWords(refund).map((line) => (
        <View key={line} className="refund-next">
          <Text className="refund-next__dot">·</Text>
          <View className="refund-next__words">{line}</View>
        </View>
      ))}
    </Card>
  );
}

interface ActionsProps {
  refund: Refund;
  onAnswer: (refund: Refund) => void;
  onStale: () => void;
}

/** A proposal to agree to, or a request to take back. */
function Actions({ refund, onAnswer, onStale }: ActionsProps) {
  const { refundId, canConfirm, canWithdraw } = refund;
  const confirm = useMutation('refund.confirmProposal');
  const withdraw = useMutation('refund.withdraw');
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const agree = async () => {
    const answer = await confirm.run({ refundId });
    if (answer) onAnswer(answer);
    else onStale();
  };
  const takeBack = async () => {
    const answer = await withdraw.run({ refundId });
    setAsking(false);
    if (answer) onAnswer(answer);
    else onStale();
  };
  const word = canConfirm ? '不是重复的，不退' : '不退了，撤回申请';
  return (
    <>
      <ErrorNotice error={confirm.error ?? withdraw.error} />
      {canConfirm && (
        <AppButton
          id="confirm-proposal"
          busy={confirm.pending}
          busyText="正在提交"
          onPress={() => void agree()}
        >
          是重复的，退给我
        </AppButton>
      )}
      {canWithdraw && (
        <AppButton id="withdraw-refund" kind="text" onPress={() => setAsking(true)}>
          {word}
        </AppButton>
      )}
      {!canConfirm && (
        <AppButton id="go-home" kind="secondary" onPress={goHome}>
          返回首页
        </AppButton>
      )}
      <ConfirmDialog
        id="withdraw-dialog"
        open={asking}
        title="不退这笔钱了？"
        text="医保照常有效。以后在待遇开始之前还可以再申请。"
        confirmText="不退了"
        cancelText="返回"
        busy={withdraw.pending}
        onConfirm={() => void takeBack()}
        onClose={close}
      />
    </>
  );
}

function Details({ refund, isNew }: { refund: Refund; isNew: boolean }) {
  const { tone, word } = refundFace(refund.status);
  return (
    <>
      {isNew && (
        <Notice id="refund-done" tone="ok" title="申请已经提交" announce>
          编号在下面，截个图留着。
        </Notice>
      )}
      <StatusCard
        id="refund-status"
        tone={tone}
        word={word}
        about={aboutWords(refund)}
        sentence={refund.sentence}
        isPageTitle
      />
      {refund.words !== null && (
        <Notice id="refund-words" tone="warn" title="对方是这样说的">
          {refund.words}
        </Notice>
      )}
      <Card title="办到哪一步了">
        <Timeline steps={refund.timeline.map((step) => ({ ...step, on: null }))} />
      </Card>
      <Facts refund={refund} />
      <Next refund={refund} />
      <RuleNote rules={refund.rules} />
      {refund.orderId !== null && (
        <AppButton
          id="view-order"
          kind="text"
          onPress={() => goTo('order', { orderId: refund.orderId ?? '' })}
        >
          看原来的订单
        </AppButton>
      )}
    </>
  );
}

const MOVING: Refund['status'][] = ['requested', 'insurance_review', 'refunding'];

/** One refund: where it stands, what it means, what can still be done. */
export default function RefundProgress() {
  const { params } = useRouter();
  const refundId = idParam(params, 'refundId');
  const query = useQuery('refund.get', { refundId });
  const { relatedRefund } = useRelations();
  const [refund, take] = useNewest(query.data);
  const isMoving = refund !== undefined && MOVING.includes(refund.status);
  useRepeat(query.reload, { intervalMs: 5000, maxTimes: 24, active: isMoving });
  const footer = refund && <Actions refund={refund} onAnswer={take} onStale={query.reload} />;
  const isNew = param(params, 'done') === '1' && refund !== undefined && isUndecided(refund);
  return (
    <Page id="refund" footer={footer}>
      <QueryView query={{ ...query, data: refund }} shape="status">
        {(shown) => <Details refund={relatedRefund(shown)} isNew={isNew} />}
      </QueryView>
    </Page>
  );
}

const isUndecided = ({ status }: Refund): boolean =>
  status === 'requested' || status === 'tax_review';
