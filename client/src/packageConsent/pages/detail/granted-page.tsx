import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Page } from '@/components/page';
import { RemindMe } from '@/components/remind-me';
import { ServiceRow } from '@/components/row';
import { StatusCard } from '@/components/status-card';
import { Timeline } from '@/components/timeline';
import { useAppInfo } from '@/services/app-info';
import { unbroken } from '@/services/format';
import { goTo } from '@/services/navigate';
import { consentTimeline, detailSentence, erasureWords, leftWords } from '../../model/detail';
import { consentFace, type Detail, looksWords, wardWords } from '../../model/words';
import { type Doing, ManageSheet } from '../../parts/manage';
import { OrganisationCard } from '../../parts/organisation';
import { Receipt } from '../../parts/receipt';
import { ScopeSummary } from '../../parts/scope-summary';
import type { DetailProps } from './props';

interface ActionsProps {
  may: Detail['may'];
  onDo: (doing: Doing) => void;
}

/** What the person can do about it, each in one tap and a question. */
function Actions({ may, onDo }: ActionsProps) {
  return (
    <>
      {may.includes('pause') && (
        <AppButton id="pause" kind="secondary" onPress={() => onDo('pause')}>
          暂停
        </AppButton>
      )}
      {may.includes('resume') && (
        <AppButton id="resume" onPress={() => onDo('resume')}>
          恢复
        </AppButton>
      )}
      {may.includes('revoke') && (
        <AppButton id="revoke" kind="danger" onPress={() => onDo('revoke')}>
          收回
        </AppButton>
      )}
    </>
  );
}

interface AnswerProps extends ActionsProps {
  detail: Detail;
  isFresh: boolean;
}

/** The answer first: who can see something, until when, and how it is stopped. */
function Answer({ detail, isFresh, may, onDo }: AnswerProps) {
  const { line } = detail;
  const { tone, word } = consentFace(line);
  const isRunning = line.status === 'active' || line.status === 'paused';
  // the sentence of what runs names the organisation
  const about = [wardWords(line), isRunning ? null : line.organisationName];
  const left = leftWords(detail);
  return (
    <StatusCard
      id={`consent-${line.status}`}
      tone={tone}
      word={isFresh ? '授权好了' : word}
      about={about.filter((each) => each !== null).join(' · ')}
      sentence={detailSentence(detail)}
      isPageTitle
    >
      {left !== null && (
        <View id="looks-left" className="granted__left">
          {unbroken(left)}
        </View>
      )}
      {isFresh ? (
        <>
          <View className="granted__note">
            对方每看一次都记在这里，「消息」里也会告诉您。不想给看了，随时回来暂停或收回。
          </View>
          <RemindMe
            id="remind-looks"
            topics={['consentUsed', 'consentAsked', 'consentEnds']}
            words="对方看了提醒我"
          />
        </>
      ) : (
        <Actions may={may} onDo={onDo} />
      )}
    </StatusCard>
  );
}

const scopeTitles = { active: '对方能看什么', paused: '恢复以后，对方能看什么' } as const;

/** What was granted, as it was signed. */
function Granted({ detail }: { detail: Detail }) {
  const { granted, requested, fields, line } = detail;
  if (granted === null) return null;
  const { status } = line;
  const title = status === 'active' || status === 'paused' ? scopeTitles[status] : '允许过什么';
  const erasure = erasureWords(detail);
  return (
    <Card id="granted-scope" title={title}>
      <ScopeSummary scope={granted} widest={requested} isAsked fields={fields} today={null} />
      {erasure !== null && (
        <View id="erasure" className="granted__erasure">
          {erasure}
        </View>
      )}
    </Card>
  );
}

function About({ detail }: { detail: Detail }) {
  const { consentId } = detail.line;
  const now = useAppInfo()?.now ?? detail.line.requestedAt;
  return (
    <Card flush>
      <ServiceRow
        id="consent-looks"
        icon="eye"
        title="对方看过什么"
        subtitle={looksWords(detail.line, now)}
        onPress={() => goTo('consentLooks', { consentId })}
      />
      {detail.may.includes('complain') && (
        <ServiceRow
          id="complain"
          icon="alert"
          title="投诉"
          subtitle="看得太多、不该看、没有删"
          onPress={() => goTo('consentComplain', { consentId })}
        />
      )}
      <ServiceRow
        id="all-consents"
        icon="shield"
        title="看所有授权"
        onPress={() => goTo('consents')}
      />
    </Card>
  );
}

interface GrantedPageProps extends DetailProps {
  /** It was granted a moment ago. */
  isFresh: boolean;
}

/** Who can see what until when, and how it is stopped; or what became of it. */
export function GrantedPage({ detail, error, onDecided, isFresh }: GrantedPageProps) {
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const { line, may } = detail;
  return (
    <Page id="consent-granted">
      <ErrorNotice error={error} />
      <Answer detail={detail} isFresh={isFresh} may={may} onDo={setDoing} />
      {may.includes('receipt') && (
        <Card>
          <Receipt consentId={line.consentId} />
        </Card>
      )}
      <Granted detail={detail} />
      {isFresh && (
        <Card>
          <View className="granted__actions">
            <Actions may={may} onDo={setDoing} />
          </View>
        </Card>
      )}
      <About detail={detail} />
      <Card title="经过">
        <Timeline steps={consentTimeline(detail)} />
      </Card>
      <OrganisationCard organisation={detail.organisation} />
      {doing && (
        <ManageSheet
          doing={doing}
          line={line}
          onClose={close}
          onDone={() => {
            close();
            onDecided();
          }}
        />
      )}
    </Page>
  );
}
