import { useCallback, useMemo, useState } from 'react';
import Taro, { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { ErrorNotice, ErrorState } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { RuleNote } from '@/components/rule-note';
import { ConfirmDialog } from '@/components/sheet';
import { Skeleton } from '@/components/skeleton';
import { StepHeader } from '@/components/step-header';
import { SummaryList } from '@/components/summary-list';
import { type Draft, useDraft } from '@/services/draft';
import { amountWords } from '@/services/format';
import { goBack, goHome, param, replaceWith } from '@/services/navigate';
import { useQueries } from '@/services/queries';
import { useQuery } from '@/services/query';
import { rulesOf } from '@/services/rules';
import { type Basket, fillBasket, readIds } from '../../model/basket';
import { chosenRail, type Rail, type RailOffer, wayOf } from '../../model/ways';
import { NeedsWeChat } from '../../parts/needs-wechat';
import { type Payment, usePayment } from '../../use-payment';
import { Person } from './person';
import { SetApart } from './set-apart';
import { Ways } from './ways';
import './index.scss';

/** Back to where people are chosen, wherever this page was opened from. */
function changePeople(): void {
  if (Taro.getCurrentPages().length > 1) goBack();
  else replaceWith('choose');
}

interface BasketViewProps {
  basket: Basket;
  draft: Draft;
}

function People({ basket, draft }: BasketViewProps) {
  const { paying, removed } = basket;
  const removedIds = removed.map(({ enrollmentId }) => enrollmentId);
  const setRemoved = (ids: string[]) => draft.set({ removed: ids.join(',') });
  return (
    <>
      <Card title={`给这 ${paying.length} 人缴费`}>
        {paying.map((enrollment) => (
          <Person
            key={enrollment.enrollmentId}
            enrollment={enrollment}
            action={
              paying.length > 1
                ? {
                    id: `remove-${enrollment.person.personId}`,
                    text: '这次不缴',
                    onPress: () => setRemoved([...removedIds, enrollment.enrollmentId]),
                  }
                : undefined
            }
          />
        ))}
      </Card>
      {removed.length > 0 && (
        <Card title="这次不缴的人">
          {removed.map((enrollment) => (
            <Person
              key={enrollment.enrollmentId}
              enrollment={enrollment}
              action={{
                id: `restore-${enrollment.person.personId}`,
                text: '加回来，一起缴',
                onPress: () =>
                  setRemoved(removedIds.filter((id) => id !== enrollment.enrollmentId)),
              }}
            />
          ))}
        </Card>
      )}
    </>
  );
}

function Review({ basket, draft }: BasketViewProps) {
  const years = [...new Set(basket.paying.map(({ coverageYear }) => coverageYear))];
  return (
    <>
      <People basket={basket} draft={draft} />
      <Card>
        <SummaryList
          items={[
            {
              key: 'people',
              label: '参保年度和人数',
              value: `${years.map((year) => `${year} 年`).join('、')}，${basket.paying.length} 人`,
              onChange: changePeople,
            },
          ]}
        />
      </Card>
      <RuleNote rules={rulesOf(basket.paying)} />
    </>
  );
}

interface PayButtonProps {
  basket: Basket;
  payment: Payment;
  /** By which way; null when there is nothing to pay. */
  rail: Rail | null;
  offers: RailOffer[];
}

/** What leaves the account is asked once more; other ways have a cashier of their own. */
function AccountDialog({
  totalFen,
  offers,
  open,
  onConfirm,
  onClose,
}: {
  totalFen: number;
  offers: RailOffer[];
  open: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const note = offers.find(({ rail }) => rail === 'mutualAid')?.note;
  const text = note ?? '确认后马上从您的医保个人账户扣款。';
  return (
    <ConfirmDialog
      id="account-dialog"
      open={open}
      title={`从您的医保个人账户付 ${amountWords(totalFen)}？`}
      text={text}
      confirmText="确认付款"
      onConfirm={onConfirm}
      onClose={onClose}
    />
  );
}

function PayButton({ basket, payment, rail, offers }: PayButtonProps) {
  const { changed } = payment;
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const totalFen = changed?.totalFen ?? basket.totalFen;
  const ids = basket.paying.map(({ enrollmentId }) => enrollmentId);
  const way = wayOf(rail ?? 'wechatPay');
  const pay = () => {
    setAsking(false);
    void (changed ? payment.accept() : payment.create(ids, basket.totalFen, rail ?? 'wechatPay'));
  };
  const mustAsk = rail === 'mutualAid' && totalFen > 0 && !changed;
  return (
    <>
      <ErrorNotice error={payment.error} />
      {changed && (
        <Notice id="amount-changed" tone="warn" title="应缴的金额有变化" announce>
          {`刚才显示 ${amountWords(basket.totalFen)}，系统核定是 ${amountWords(totalFen)}。还没有扣钱，请看清楚再付`}
        </Notice>
      )}
      <View className="confirm__total">
        <Text className="confirm__total-label">一共要付</Text>
        <Amount fen={totalFen} size="large" always />
      </View>
      <AppButton
        id="pay-button"
        busy={payment.busy}
        busyText={way.busy}
        onPress={() => (mustAsk ? setAsking(true) : pay())}
      >
        {totalFen === 0 ? '确认参保，不用付钱' : `${way.action} ${amountWords(totalFen)}`}
      </AppButton>
      <AccountDialog
        totalFen={totalFen}
        offers={offers}
        open={asking}
        onConfirm={pay}
        onClose={close}
      />
    </>
  );
}

function NothingToPay({ basket, onChanged }: { basket: Basket; onChanged: () => void }) {
  return (
    <>
      <SetApart basket={basket} onChanged={onChanged} />
      <EmptyState icon="pay" title="现在没有要付的钱" text="选的人都不在这一次里，原因写在上面。">
        <AppButton id="go-home" kind="secondary" onPress={goHome}>
          返回首页
        </AppButton>
      </EmptyState>
    </>
  );
}

/** Step 3: read everything once more, then pay. Nothing is charged before the button. */
export default function Confirm() {
  const { params } = useRouter();
  const value = param(params, 'enrollments');
  const ids = useMemo(() => readIds(value), [value]);
  const draft = useDraft('pay');
  const { results, reload } = useQueries(
    'enrollment.get',
    ids.map((enrollmentId) => ({ enrollmentId })),
  );
  const payment = usePayment(reload);
  const enrollments = (results ?? []).flatMap(({ data }) => (data ? [data] : []));
  const error = results?.find((result) => result.error)?.error;
  const basket = fillBasket(enrollments, readIds(draft.values.removed));
  const canPay = enrollments.length > 0 && basket.paying.length > 0;
  const nobody = ids.length === 0;
  const payingIds = basket.paying.map(({ enrollmentId }) => enrollmentId);
  const hasToPay = canPay && basket.totalFen > 0;
  const offers = useQuery('payment.listRails', hasToPay ? { enrollmentIds: payingIds } : null);
  const rail = chosenRail(offers.data?.rails ?? [], draft.values.rail);
  const mayPay = canPay && !payment.needsWeChat && (!hasToPay || rail !== null);
  return (
    <Page
      id="confirm"
      footer={
        mayPay && (
          <PayButton
            basket={basket}
            payment={payment}
            rail={hasToPay ? rail : null}
            offers={offers.data?.rails ?? []}
          />
        )
      }
    >
      <StepHeader step={3} of={3} title="看清楚再付款" hint="现在还没有扣钱" />
      {nobody && (
        <EmptyState icon="people" title="还没有选人" text="先选好给谁缴费">
          <AppButton id="choose-again" onPress={() => replaceWith('choose')}>
            去选人
          </AppButton>
        </EmptyState>
      )}
      {!nobody && results === undefined && <Skeleton shape="status" />}
      {enrollments.length === 0 && error && <ErrorState error={error} onRetry={reload} />}
      {enrollments.length > 0 && <ErrorNotice error={error} />}
      {payment.needsWeChat && <NeedsWeChat order={payment.needsWeChat} />}
      {canPay && (
        <>
          <SetApart basket={basket} onChanged={reload} />
          <Review basket={basket} draft={draft} />
          {hasToPay && (
            <Ways offers={offers} rail={rail} onChoose={(way) => draft.set({ rail: way })} />
          )}
        </>
      )}
      {enrollments.length > 0 && !canPay && <NothingToPay basket={basket} onChanged={reload} />}
    </Page>
  );
}
