import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { CheckBox } from '@/components/check-box';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Heading } from '@/components/heading';
import { Icon } from '@/components/icon';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { goTo, replaceWith } from '@/services/navigate';
import { hasVisits, isSensitive } from '../../model/scope';
import type { Detail } from '../../model/words';
import { DenyButton } from '../../parts/deny-button';
import { ScopeSummary } from '../../parts/scope-summary';
import { draftKeyOf, type ScopeDraft, type TickName, useScope } from '../../use-scope';
import type { AnswerProps } from './props';

/** The words that are agreed to, and by what their exact form can be told. */
function Words({ notice }: { notice: Detail['notice'] }) {
  const { title, paragraphs, version, textHash } = notice;
  return (
    <Card id="consent-notice" title={title}>
      {paragraphs.map(({ heading, text }) => (
        <View key={heading} className="notice-part">
          <View className="notice-part__heading">
            <Heading level={2}>{heading}</Heading>
          </View>
          <View className="notice-part__text">{text}</View>
        </View>
      ))}
      <View className="notice-digest">{`告知书版本 ${version}，摘要（SM3）${textHash}`}</View>
    </Card>
  );
}

interface Tick {
  name: TickName;
  /** Of the box on the page. */
  id: string;
  words: string;
  note: string;
}

const toOrganisation = (name: string): Tick => ({
  name: 'thirdParty',
  id: 'tick-third-party',
  words: `同意把这些信息提供给${name}`,
  note: '对方不是医保部门，提供给它要您单独同意',
});

const ofSensitive = (withVisits: boolean): Tick => ({
  name: 'sensitive',
  id: 'tick-sensitive',
  words: withVisits ? '同意提供看病和报销这样的敏感信息' : '同意提供其中的敏感信息',
  note: '别人知道了可能影响您，所以要您单独同意',
});

interface TicksProps {
  ticks: readonly Tick[];
  /** Ids of those that were left open when the person wanted to go on. */
  missing: readonly string[];
  draft: ScopeDraft;
  textHash: string;
}

/** None is set for the person, and none stands for another. */
function Ticks({ ticks, missing, draft, textHash }: TicksProps) {
  return (
    <Card title="请您分别决定">
      {ticks.map(({ name, id, words, note }) => (
        <CheckBox
          key={name}
          id={id}
          checked={draft.isTicked(name, textHash)}
          label={`${words}。${note}`}
          onChange={(checked) => draft.tick(name, checked ? textHash : null)}
        >
          <View className="notice-tick">{words}</View>
          <View className="notice-tick__note">{note}</View>
          {missing.includes(id) && (
            <View className="notice-tick__missing">
              <Icon name="alert" className="notice-tick__icon" />
              <Text>要授权，请点选这一条</Text>
            </View>
          )}
        </CheckBox>
      ))}
    </Card>
  );
}

/** Step 3: the notice with what it speaks of, and consents that the law wants apart. */
export function NoticeStep({ detail, today }: AnswerProps) {
  const { line, requested, fields, notice } = detail;
  const { consentId, organisationName } = line;
  const draft = useScope(draftKeyOf(consentId), requested, requested);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { scope } = draft;
  const own = detail.line.beganByPerson;
  const ticks = [
    toOrganisation(organisationName),
    ...(isSensitive(scope, fields) ? [ofSensitive(hasVisits(scope))] : []),
  ];
  const open = ticks.filter(({ name }) => !draft.isTicked(name, notice.textHash));
  const goOn = () => {
    if (open.length === 0) goTo('consentAnswer', { consentId, step: 'face' });
    else {
      const message = (words: string) => `要授权，请先点选「${words}」`;
      setErrors(open.map(({ id, words }) => ({ fieldId: id, message: message(words) })));
    }
  };
  const shown = errors.filter(({ fieldId }) => open.some(({ id }) => id === fieldId));
  return (
    <Page
      id="consent-notice-step"
      footer={
        <>
          <AppButton id="notice-next" onPress={goOn}>
            下一步，确认是您本人
          </AppButton>
          <DenyButton
            line={line}
            own={own}
            onDone={() => {
              draft.clear();
              replaceWith('consent', { consentId });
            }}
          />
        </>
      }
    >
      <StepHeader
        step={own ? 4 : 3}
        of={own ? 5 : 4}
        title="看过告知书，再决定"
        hint="同意不同意都由您，不影响参保、缴费和报销。"
      />
      <ErrorSummary
        errors={errors}
        corrected={errors.filter((error) => !shown.includes(error)).map(({ fieldId }) => fieldId)}
      />
      <Card id="consent-content" title={`给${organisationName}看的内容`}>
        <ScopeSummary scope={scope} widest={requested} isAsked fields={fields} today={today} />
      </Card>
      <Words notice={notice} />
      <Ticks
        ticks={ticks}
        missing={shown.map(({ fieldId }) => fieldId)}
        draft={draft}
        textHash={notice.textHash}
      />
    </Page>
  );
}
