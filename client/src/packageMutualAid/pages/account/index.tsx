import { useCallback, useState } from 'react';
import { View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { ConfirmDialog } from '@/components/sheet';
import { StatusCard } from '@/components/status-card';
import { amountWords, dayWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { personWords } from '@/services/words';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import './index.scss';

type Answer = Output<'payment.personalAccount'>;
type Member = Answer['members'][number];

function MemberRow({ member, onUnbind }: { member: Member; onUnbind: () => void }) {
  const { nameMasked, relation, boundAt, frozenFen, bindNo } = member;
  return (
    <View id={`member-${bindNo}`} className="member">
      <View className="member__name">{personWords({ relation, nameMasked })}</View>
      <View className="member__note">{`${dayWords(shanghaiDate(boundAt))}绑定`}</View>
      {frozenFen > 0 ? (
        <View className="member__note">
          {`有 ${amountWords(frozenFen)} 正在冻结，扣款或取消以后才能解绑`}
        </View>
      ) : (
        <AppButton id={`unbind-${bindNo}`} kind="text" onPress={onUnbind}>
          解绑
        </AppButton>
      )}
    </View>
  );
}

function Members({ members, onChanged }: { members: Member[]; onChanged: () => void }) {
  const unbind = useMutation('payment.unbindRelative');
  const [asking, setAsking] = useState<Member>();
  const close = useCallback(() => setAsking(undefined), []);
  const confirm = async () => {
    if (!asking) return;
    await unbind.run({ bindNo: asking.bindNo });
    setAsking(undefined);
    onChanged();
  };
  return (
    <>
      <ErrorNotice error={unbind.error} />
      <Card title={`已绑定的家人（${members.length} 人）`}>
        {members.map((member) => (
          <MemberRow key={member.bindNo} member={member} onUnbind={() => setAsking(member)} />
        ))}
      </Card>
      <ConfirmDialog
        id="unbind-dialog"
        open={asking !== undefined}
        title={`解绑${asking ? personWords(asking) : ''}？`}
        text="解绑马上生效，以后不能用您的个人账户给这位家人缴费。已经缴过的不受影响，想用时可以再绑定。"
        confirmText="解绑"
        danger
        busy={unbind.pending}
        onConfirm={() => void confirm()}
        onClose={close}
      />
    </>
  );
}

function NoAccount({ offered }: { offered: boolean }) {
  return (
    <EmptyState
      icon="pay"
      title={offered ? '没有查到您的个人账户' : '本市还没有开通家庭共济'}
      text={
        offered
          ? '参加职工医保的人才有个人账户。家里有人参加职工医保的，请这位家人用自己的手机来绑定和缴费。'
          : '开通以后，这里可以用职工医保个人账户给家人缴费。'
      }
    />
  );
}

function Account({ data, onChanged }: { data: Answer; onChanged: () => void }) {
  const { account, members, maxMembers } = data;
  if (!account) return <NoAccount offered={data.offered} />;
  return (
    <>
      <StatusCard
        id="account-status"
        tone="info"
        word="我的医保个人账户"
        sentence="可以用来给家人缴医保"
        isPageTitle
      >
        <Amount fen={account.availableFen} size="large" />
      </StatusCard>
      {account.frozenFen > 0 && (
        <Card>
          <Row label="账户余额">
            <Amount fen={account.balanceFen} />
          </Row>
          <Row label="其中冻结" note="等着扣款，现在不能用">
            <Amount fen={account.frozenFen} />
          </Row>
        </Card>
      )}
      {members.length > 0 ? (
        <Members members={members} onChanged={onChanged} />
      ) : (
        <EmptyState
          icon="people"
          title="还没有绑定家人"
          text="绑定以后，就能用您账户里的钱给家人缴居民医保。"
        />
      )}
      <Notice tone="info" title="官方叫法：职工医保个人账户家庭共济">
        {`可以绑定爱人、父母、孩子、兄弟姐妹、祖父母和孙辈，最多 ${maxMembers} 人。余额是刚刚查到的，我们不保存。`}
      </Notice>
    </>
  );
}

/** 家庭共济: the balance as it is now, and whom the account pays for. */
export default function AccountPage() {
  const query = useQuery('payment.personalAccount', {});
  const { data } = query;
  const isFull = data !== undefined && data.members.length >= data.maxMembers;
  return (
    <Page
      id="mutual-aid"
      footer={
        data?.account && (
          <AppButton id="go-bind" disabled={isFull} onPress={() => goTo('mutualAidBind')}>
            {isFull ? '绑定的人已满' : '绑定一位家人'}
          </AppButton>
        )
      }
    >
      <QueryView query={query} shape="status">
        {(answer) => <Account data={answer} onChanged={query.reload} />}
      </QueryView>
    </Page>
  );
}
