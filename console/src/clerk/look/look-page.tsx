import { Button, Descriptions } from 'antd';
import { useState } from 'react';
import { useLocation } from 'react-router-dom';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { Failure } from '../../components/failure';
import { Page, Panel } from '../../components/page';
import { type ConsentRow, type LookFor, validToWords } from '../consent-row';
import { AskForm } from './ask-form';
import { FindConsent } from './find-consent';
import { ListView } from './list-view';
import { PreviewView } from './preview-view';
import { RefusedView } from './refused-view';
import { useIdleEnd } from './use-idle-end';
import { useLook } from './use-look';

const isLookFor = (state: unknown): state is LookFor =>
  typeof state === 'object' && state !== null && 'caseNo' in state && 'consentId' in state;

function Chosen({ consent, onBack }: { consent: ConsentRow; onBack: () => void }) {
  return (
    <Descriptions
      size="small"
      column={3}
      title={`${consent.nameMasked}，案件 ${consent.caseNo ?? ''}`}
      extra={<Button onClick={onBack}>换一份授权</Button>}
      items={[
        { key: 'document', label: '证件号码', children: consent.documentMasked },
        { key: 'purpose', label: '用途', children: consentPurposeInfo[consent.purpose].label },
        { key: 'valid', label: '授权到', children: validToWords(consent) },
      ]}
    />
  );
}

function LookOn({ consent, onBack }: { consent: ConsentRow; onBack: () => void }) {
  const look = useLook();
  const { view } = look;
  useIdleEnd(view.at === 'list' || view.at === 'preview', look.clear);
  const modes = consent.granted?.modes ?? [];
  return (
    <>
      <Panel>
        <Chosen consent={consent} onBack={onBack} />
        {view.at === 'nothing' && consent.granted && (
          <>
            <Failure error={look.error} />
            <AskForm
              consentId={consent.consentId}
              granted={consent.granted}
              pending={look.busy === 'look'}
              onAsk={look.open}
            />
          </>
        )}
      </Panel>
      {view.at !== 'nothing' && (
        <Panel>
          <Failure error={look.error} />
          {view.at === 'list' && <ListView look={look} view={view} modes={modes} />}
          {view.at === 'preview' && (
            <PreviewView look={look} view={view} modes={modes} consent={consent} />
          )}
          {view.at === 'refused' && <RefusedView refused={view.refused} onClose={onBack} />}
        </Panel>
      )}
    </>
  );
}

/** Search by person and case, choose the consent, look, and what comes after a look. */
export function LookPage() {
  const state: unknown = useLocation().state;
  const [chosen, setChosen] = useState<ConsentRow | null>(null);
  const lookFor = isLookFor(state) ? state : null;
  return (
    <Page
      title="查询"
      sentence="先找到本人给的授权，再查询。每一次查看、预览、打印和导出都重新核对授权。"
    >
      {chosen ? (
        <LookOn key={chosen.consentId} consent={chosen} onBack={() => setChosen(null)} />
      ) : (
        <Panel>
          <FindConsent lookFor={lookFor} onChoose={setChosen} />
        </Panel>
      )}
    </Page>
  );
}
