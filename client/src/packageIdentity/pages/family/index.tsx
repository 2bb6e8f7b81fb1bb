import { useState } from 'react';
import { View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { ConfirmDialog } from '@/components/sheet';
import { useMutation } from '@/services/mutation';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { relationWord } from '@/services/words';
import { MemberCard } from './member-card';
import './index.scss';

type Family = Output<'identity.listFamily'>;
type Member = Family['members'][number];

/** Everybody the person acts for. */
export default function FamilyPage() {
  const family = useQuery('identity.listFamily', {});
  const remove = useMutation('identity.removeFamilyMember');
  const [leaving, setLeaving] = useState<Member>();
  const full = family.data !== undefined && addedOf(family.data).length >= family.data.maxMembers;

  const removeNow = async () => {
    if (!leaving) return;
    const removed = await remove.run({ personId: leaving.personId });
    setLeaving(undefined);
    if (removed) family.reload();
  };

  return (
    <Page
      id="family"
      title="家庭成员"
      lead="您可以替这些人参保、缴费。只替人缴费，看不到对方的看病记录。"
      footer={
        family.data && (
          <AppButton id="add-member" icon="plus" disabled={full} onPress={() => goTo('familyAdd')}>
            {full ? '人数已满，先移除再添加' : '添加家人'}
          </AppButton>
        )
      }
    >
      <ErrorNotice error={remove.error} />
      <QueryView query={family} shape="list">
        {(data) => <Members family={data} onRemove={setLeaving} />}
      </QueryView>
      <ConfirmDialog
        id="remove-member"
        open={leaving !== undefined}
        title={`移除${leaving ? relationWord(leaving.relation) : ''} ${leaving?.nameMasked ?? ''}?`}
        text="移除后，您不能再替这位家人办理。已经缴的费、已有的参保都不受影响，以后还可以再加回来。"
        confirmText="移除"
        danger
        busy={remove.pending}
        onConfirm={() => void removeNow()}
        onClose={() => setLeaving(undefined)}
      />
    </Page>
  );
}

/** Children one is the guardian of are not counted: nobody added them. */
const addedOf = ({ members }: Family) => members.filter(({ guardian }) => !guardian);

function Members({ family, onRemove }: { family: Family; onRemove: (member: Member) => void }) {
  const { self, members, maxMembers } = family;
  return (
    <>
      <MemberCard person={self} relation={null} />
      {members.map((member) => (
        <MemberCard
          key={member.personId}
          person={member}
          relation={member.relation}
          {...(member.guardian ? { guardian: true } : { onRemove: () => onRemove(member) })}
        />
      ))}
      {members.length === 0 ? (
        <EmptyState
          icon="people"
          title="还没有添加家人"
          text="添加爸妈、爱人或孩子，就能替他们参保、缴费。"
        />
      ) : (
        <View className="family-count">{`已添加 ${addedOf(family).length} 人，最多 ${maxMembers} 人`}</View>
      )}
    </>
  );
}
