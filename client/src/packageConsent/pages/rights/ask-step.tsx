import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { TextArea } from '@/components/text-area';
import { useDraft } from '@/services/draft';
import { useMutation } from '@/services/mutation';
import { goAlone, goTo } from '@/services/navigate';
import { MAX_RIGHTS_WORDS, rightsError, type RightsKind, rightsWords } from '../../model/rights';
import { chosenOne, useOnesOwn, WhoseQuestion } from '../../parts/whose';

/** What can be had at once needs nobody's answer. */
function AtOnce() {
  return (
    <Notice id="at-once" tone="info" title="缴费、待遇和看病报销，现在就能自己存">
      <AppButton id="go-records" kind="text" onPress={() => goTo('records')}>
        去存一份，不用等
      </AppButton>
    </Notice>
  );
}

/** One question: what exactly; and whose, where there are children. */
export function AskStep({ kind }: { kind: RightsKind }) {
  const draft = useDraft(`right-${kind}`);
  const people = useOnesOwn();
  const ask = useMutation('consent.askRight');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { label, question, example } = rightsWords[kind];
  const { text = '', personId } = draft.values;
  const error = rightsError(text);
  const who = chosenOne(people.data, personId);
  const send = async () => {
    if (error !== undefined || !who) {
      setErrors([{ fieldId: 'right-text', message: error ?? '' }]);
      return;
    }
    const words = text.trim();
    const asked = await ask.run({ personId: who.personId, kind, words });
    if (!asked) return;
    draft.clear();
    goAlone('consentRights', { sent: asked.rightsRequestId });
  };
  return (
    <Page
      id="consent-ask-right"
      title={label}
      lead={rightsWords[kind].note}
      footer={
        people.data && (
          <AppButton
            id="send-right"
            busy={ask.pending}
            busyText="正在提交"
            onPress={() => void send()}
          >
            提交
          </AppButton>
        )
      }
    >
      <ErrorSummary errors={error === undefined ? [] : errors} />
      <ErrorNotice error={ask.error} />
      {kind === 'copy' && <AtOnce />}
      <QueryView query={people} shape="form">
        {(family) => (
          <Card>
            <WhoseQuestion
              family={family}
              value={who?.personId}
              onChange={(chosen) => draft.set({ personId: chosen })}
            />
            <TextArea
              id="right-text"
              label={question}
              hint={example}
              error={error === undefined ? undefined : errors[0]?.message}
              value={text}
              maxLength={MAX_RIGHTS_WORDS}
              onChange={(value) => draft.set({ text: value })}
            />
          </Card>
        )}
      </QueryView>
    </Page>
  );
}
