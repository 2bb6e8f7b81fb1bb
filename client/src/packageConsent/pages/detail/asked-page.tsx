import { View } from '@tarojs/components';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { goTo } from '@/services/navigate';
import { detailSentence } from '../../model/detail';
import { type Detail, untilWords, wardWords } from '../../model/words';
import { DenyButton } from '../../parts/deny-button';
import { OrganisationCard } from '../../parts/organisation';
import type { DetailProps } from './props';

/** From 14 on only the child decides (个人信息保护法 Art. 31). */
function ChildDecides({ name }: { name: string }) {
  return (
    <Notice id="child-decides" tone="info" title={`${name}已满 14 周岁，要由孩子自己决定`}>
      请孩子用自己的微信打开医保随身办，确认本人以后，在「信息授权」里就能看到这个请求。您不能代孩子同意。
    </Notice>
  );
}

/** And before that a guardian does. */
function ParentDecides() {
  return (
    <Notice id="parent-decides" tone="info" title="未满 14 周岁，要由父母或其他监护人决定">
      请父母用自己的手机打开医保随身办，在「信息授权」里就能看到这个请求。您可以说不同意。
    </Notice>
  );
}

const obstacleTitles = {
  agreement: '这个请求已经不能同意了',
  suspended: '这家机构现在不能查看，先不用理会',
} as const;

const obstacleWords = {
  agreement: '这家机构和医保局的协议不在有效期内，对方看不到任何内容，过一会儿这个请求会自动作废。',
  suspended:
    '医保局暂停了这家机构的使用，对方看不到任何内容。您可以说不同意，也可以等它恢复以后再决定。',
} as const;

/** Why nobody, or somebody else, can say yes to it now. */
function Obstacle({ detail: { obstacle, line } }: { detail: Detail }) {
  if (obstacle === null) return null;
  if (obstacle === 'child') return <ChildDecides name={wardWords(line) ?? '孩子'} />;
  if (obstacle === 'guardian') return <ParentDecides />;
  return (
    <Notice id={`obstacle-${obstacle}`} tone="info" title={obstacleTitles[obstacle]}>
      {obstacleWords[obstacle]}
    </Notice>
  );
}

function Why({ detail: { line, words, caseNo } }: { detail: Detail }) {
  return (
    <Card title="为什么要看">
      <View className="asked__purpose">{line.purposeLabel}</View>
      <View className="asked__note">{consentPurposeInfo[line.purpose].sentence}</View>
      {words !== null && (
        <>
          <View className="asked__label">对方的原话</View>
          <View id="their-words" className="asked__words">
            {words}
          </View>
        </>
      )}
      {caseNo !== null && <View className="asked__note">{`案件编号：${caseNo}`}</View>}
    </Card>
  );
}

const FREE_TO_DECIDE = '同意不同意都由您，不影响参保、缴费和报销';
const NOT_YET = '还差看告知书、确认是您本人。办完以前，对方什么也看不到。';

/** Step 1: who asks, and what for; no is as easy as going on. */
export function AskedPage({ detail, error, onDecided }: DetailProps) {
  const { line, organisation, may } = detail;
  const { consentId } = line;
  const own = detail.line.beganByPerson;
  const mayGrant = may.includes('grant');
  const ward = wardWords(line);
  const until = untilWords(line);
  return (
    <Page
      id="consent-asked"
      {...(own ? { title: `您给${organisation.name}的授权还没办完`, lead: NOT_YET } : {})}
      footer={
        <>
          {mayGrant && (
            <AppButton id="asked-next" onPress={() => goTo('consentAnswer', { consentId })}>
              {own ? '接着办' : '下一步，看看要什么'}
            </AppButton>
          )}
          {may.includes('deny') && <DenyButton line={line} own={own} onDone={onDecided} />}
        </>
      }
    >
      <ErrorNotice error={error} />
      {!own && <StepHeader step={1} of={4} title={detailSentence(detail)} hint={FREE_TO_DECIDE} />}
      {ward !== null && mayGrant && (
        <Notice id="ward" tone="info" title={`这是${ward} 的信息`}>
          孩子不满 14 周岁，由您这位监护人决定。
        </Notice>
      )}
      <Obstacle detail={detail} />
      <Why detail={detail} />
      <OrganisationCard organisation={organisation} />
      {until !== null && <View className="asked__until">{until}</View>}
    </Page>
  );
}
