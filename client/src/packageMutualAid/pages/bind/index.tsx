import { useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StatusCard } from '@/components/status-card';
import { StepHeader } from '@/components/step-header';
import { useDraft } from '@/services/draft';
import { goTo, idParam, replaceWith, stepParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { personWords } from '@/services/words';
import { bindingNews, keptAnswer } from '../../model/binding-news';
import { FaceStep } from './face-step';

/** Step 1: who. Only family that has been added and may be bound. */
function WhoStep() {
  const query = useQuery('payment.personalAccount', {});
  const draft = useDraft('bind');
  const candidates = query.data?.candidates ?? [];
  const chosen = candidates.find(({ personId }) => personId === draft.values.personId);
  return (
    <Page
      id="bind-who"
      footer={
        candidates.length > 0 && (
          <AppButton
            id="bind-next"
            disabled={!chosen}
            onPress={() =>
              chosen && goTo('mutualAidBind', { step: 'proof', personId: chosen.personId })
            }
          >
            下一步
          </AppButton>
        )
      }
    >
      <StepHeader
        step={1}
        of={3}
        title="绑定哪位家人"
        hint="绑定后，您的个人账户可以给这位家人缴费"
      />
      <QueryView query={query} shape="form">
        {() =>
          candidates.length === 0 ? (
            <EmptyState
              icon="people"
              title="没有可以绑定的家人"
              text="要绑定的人，请先添加到您的家人里。"
            >
              <AppButton id="add-family" onPress={() => goTo('familyAdd')}>
                添加家人
              </AppButton>
            </EmptyState>
          ) : (
            <ChoiceList
              id="bind-person"
              label="选一位"
              choices={candidates.map(({ personId, nameMasked, relation, documentMasked }) => ({
                value: personId,
                label: personWords({ relation, nameMasked }),
                note: documentMasked,
              }))}
              value={chosen?.personId}
              onChange={(personId) => draft.set({ personId })}
            />
          )
        }
      </QueryView>
    </Page>
  );
}

/** Step 2: the registers prove the relation, or the way to a counter is shown. */
function ProofStep({ personId }: { personId: string }) {
  const query = useQuery('payment.checkRelative', { personId });
  const isProven = query.data !== undefined && query.data.proof !== null;
  return (
    <Page
      id="bind-proof"
      footer={
        isProven && (
          <AppButton
            id="bind-next"
            onPress={() => goTo('mutualAidBind', { step: 'face', personId })}
          >
            下一步，刷脸确认
          </AppButton>
        )
      }
    >
      <StepHeader step={2} of={3} title="核对亲属关系" hint="向婚姻、出生和户籍登记查询" />
      <QueryView query={query} shape="status">
        {({ person, relation, proof, sentence }) => (
          <StatusCard
            id="bind-proof-card"
            tone={proof ? 'ok' : 'warn'}
            word={proof ? '关系已证明' : '网上证明不了'}
            about={personWords({ relation, nameMasked: person.nameMasked })}
            sentence={proof ? sentence : '要到窗口办理绑定'}
            isPageTitle={false}
          >
            {!proof && <View>{sentence}</View>}
          </StatusCard>
        )}
      </QueryView>
    </Page>
  );
}

/** How it came out: as the server said, or as the account says after a reload. */
function DoneStep({ personId }: { personId: string }) {
  const query = useQuery('payment.personalAccount', {});
  return (
    <Page
      id="bind-done"
      footer={
        <AppButton id="bind-finish" onPress={() => replaceWith('mutualAid')}>
          看看绑定的家人
        </AppButton>
      }
    >
      <QueryView query={query} shape="status">
        {({ members }) => (
          <StatusCard
            id="bind-done-card"
            {...bindingNews(
              keptAnswer(personId),
              members.find((member) => member.personId === personId),
            )}
            isPageTitle
          />
        )}
      </QueryView>
    </Page>
  );
}

const steps = { proof: ProofStep, face: FaceStep, done: DoneStep };

/** Binding a relative to one's personal account, one question a page. */
export default function BindPage() {
  const { params } = useRouter();
  const personId = idParam(params, 'personId');
  const step = stepParam(params, steps);
  if (personId === '' || step === undefined) return <WhoStep />;
  const Step = steps[step];
  return <Step personId={personId} />;
}
