import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Heading } from '@/components/heading';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { ServiceRow } from '@/components/row';
import { goTo, idParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import {
  askerWords,
  claimWords,
  type Grant,
  grantFace,
  grantKinds,
  partyCall,
  partyWords,
} from '../../model/records';
import { Answering, Asking, type Doing, Ending, Giving } from './acting';
import './index.scss';

type Family = Output<'records.grants'>['family'];

const isOpen = ({ status }: Grant) => status === 'requested' || status === 'active';

function OneGrant({ grant, act }: { grant: Grant; act: (doing: Doing) => void }) {
  const { grantId, side, other, kinds, status, sentence } = grant;
  const { tone, word } = grantFace(grant);
  const mine = side === 'mine';
  const asked = status === 'requested';
  const claim = isOpen(grant) ? claimWords(other) : null;
  return (
    <View id={`grant-${other.personId}-${side}`} className="grant">
      <View className="grant__top">
        <View className="grant__who">{askerWords(grant)}</View>
        <Badge tone={tone} word={word} />
      </View>
      {claim !== null && <View className="grant__note">{claim}</View>}
      <View className="grant__what">{grantKinds(grant)}</View>
      {!isOpen(grant) && <View className="grant__note">{sentence}</View>}
      <View className="grant__buttons">
        {mine && asked && (
          <>
            <AppButton id={`answer-${grantId}`} onPress={() => act({ what: 'answer', grant })}>
              同意
            </AppButton>
            <AppButton
              id={`decline-${grantId}`}
              kind="secondary"
              onPress={() => act({ what: 'decline', grant })}
            >
              不同意
            </AppButton>
          </>
        )}
        {mine && status === 'active' && (
          <>
            <AppButton
              id={`change-${grantId}`}
              kind="secondary"
              onPress={() => act({ what: 'give', other, chosen: kinds })}
            >
              改能看的
            </AppButton>
            <AppButton
              id={`end-${grantId}`}
              kind="danger"
              onPress={() => act({ what: 'end', grant })}
            >
              收回
            </AppButton>
          </>
        )}
        {!mine && status === 'active' && (
          <AppButton
            id={`look-${grantId}`}
            kind="secondary"
            onPress={() => goTo('records', { personId: other.personId })}
          >
            去看
          </AppButton>
        )}
        {!mine && isOpen(grant) && (
          <AppButton id={`end-${grantId}`} kind="text" onPress={() => act({ what: 'end', grant })}>
            {asked ? '不问了' : '不再看了'}
          </AppButton>
        )}
      </View>
    </View>
  );
}

interface SideProps {
  title: string;
  empty: string;
  grants: Grant[];
  act: (doing: Doing) => void;
}

function Side({ title, empty, grants, act }: SideProps) {
  return (
    <>
      <View className="grants__title">
        <Heading level={2}>{title}</Heading>
      </View>
      <Card>
        {grants.length === 0 ? (
          <View className="grant__note">{empty}</View>
        ) : (
          grants.map((grant) => <OneGrant key={grant.grantId} grant={grant} act={act} />)
        )}
      </Card>
    </>
  );
}

interface FamilyListProps {
  family: Family;
  grants: Grant[];
  act: (doing: Doing) => void;
}

/** Relatives with whom nothing is open yet. */
function FamilyList({ family, grants, act }: FamilyListProps) {
  const has = (side: Grant['side'], personId: string) =>
    grants.some(
      (grant) => isOpen(grant) && grant.side === side && grant.other.personId === personId,
    );
  if (family.length === 0) {
    return (
      <EmptyState
        icon="people"
        title="还没有加家人"
        text="加了家人，才能给家人看您的记录，或请家人给您看。"
      >
        <AppButton id="go-family" kind="secondary" onPress={() => goTo('family')}>
          去加家人
        </AppButton>
      </EmptyState>
    );
  }
  const open = family.filter(({ personId }) => !has('mine', personId) || !has('theirs', personId));
  if (open.length === 0) return null;
  return (
    <>
      <View className="grants__title">
        <Heading level={2}>家人</Heading>
      </View>
      <Card>
        {open.map((other) => (
          <View key={other.personId} className="grant">
            <View className="grant__who">{partyWords(other)}</View>
            <View className="grant__buttons">
              {!has('mine', other.personId) && (
                <AppButton
                  id={`give-${other.personId}`}
                  kind="secondary"
                  onPress={() => act({ what: 'give', other, chosen: [] })}
                >
                  {`给${partyCall(other)}看我的`}
                </AppButton>
              )}
              {!has('theirs', other.personId) && (
                <AppButton
                  id={`ask-${other.personId}`}
                  kind="secondary"
                  onPress={() => act({ what: 'ask', other, chosen: [] })}
                >
                  {`请${partyCall(other)}给我看`}
                </AppButton>
              )}
            </View>
          </View>
        ))}
      </Card>
    </>
  );
}

interface GrantsProps extends Output<'records.grants'> {
  /** Somebody whom the person came to ask. */
  askId: string;
  reload: () => void;
}

function Grants({ grants, family, askId, reload }: GrantsProps) {
  const asked = family.find(({ personId }) => personId === askId);
  const [doing, setDoing] = useState<Doing | undefined>(
    asked && { what: 'ask', other: asked, chosen: [] },
  );
  const onClose = () => setDoing(undefined);
  const onDone = () => {
    onClose();
    reload();
  };
  const acting = { onDone, onClose };
  return (
    <>
      <Side
        title="谁能看我的"
        empty="现在没有人能看您的记录。"
        grants={grants.filter(({ side }) => side === 'mine')}
        act={setDoing}
      />
      <Side
        title="我能看谁的"
        empty="还没有人给您看。孩子（未满 18 岁、您是监护人的）不用问，直接能看。"
        grants={grants.filter(({ side }) => side === 'theirs')}
        act={setDoing}
      />
      <FamilyList family={family} grants={grants} act={setDoing} />
      <Card flush>
        <ServiceRow
          id="go-looks"
          icon="eye"
          title="谁看过我的记录"
          subtitle="是谁、什么时候、看了什么"
          onPress={() => goTo('recordsLooks')}
        />
      </Card>
      {doing && (
        <>
          <Giving doing={doing} {...acting} />
          <Asking doing={doing} {...acting} />
          <Answering
            doing={doing}
            onDecline={(grant) => setDoing({ what: 'decline', grant })}
            {...acting}
          />
          <Ending doing={doing} {...acting} />
        </>
      )}
    </>
  );
}

/** Who may look at my records, whose I may look at; ask, give, take back. */
export default function GrantsPage() {
  const query = useQuery('records.grants', {});
  const askId = idParam(useRouter().params, 'ask');
  return (
    <Page
      id="grants"
      title="谁能看我的记录"
      lead="您的记录属于您。给谁看、看什么，都由您定，随时可以收回。"
    >
      <QueryView query={query}>
        {(data) => <Grants {...data} askId={askId} reload={query.reload} />}
      </QueryView>
    </Page>
  );
}
