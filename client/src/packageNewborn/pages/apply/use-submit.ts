import { useMemo, useRef, useState } from 'react';
import { useDidShow } from '@tarojs/taro';
import { type ServiceError, toServiceError } from '@/services/errors';
import { useDraft } from '@/services/draft';
import { createMutation } from '@/services/mutation';
import { goAlone, goTo } from '@/services/navigate';
import { type Answers, NEWBORN_DRAFT, toSubmission } from '../../model/answers';
import { openPlaces, type Refusal, refusalsOf, type StepFacts } from '../../model/steps';
import { refusals } from '../../refusals';
import { savingIsOver } from '../../use-draft-saving';

export interface Submit {
  run: () => void;
  busy: boolean;
  error: ServiceError | undefined;
  /** What the server says when the window is over, whatever was quoted before. */
  lateSentence: string | undefined;
}

/** Refusals that follow from a true answer: there is nothing to change on an earlier page. */
const ABOUT_THE_RULE: ServiceError['code'][] = ['newborn_late', 'not_eligible'];

/** The fields a refusal wants changed. */
function fieldsOf(error: ServiceError): ServiceError['fields'] {
  if (ABOUT_THE_RULE.includes(error.code)) return [];
  if (error.fields.length > 0 || error.code !== 'photo_refused') return error.fields;
  return [{ field: 'photoIds', message: error.message }];
}

/** Opens the first page with something to change; that page shows what. */
function leadTo(found: readonly Refusal[]): void {
  refusals.set(found);
  const [first] = found;
  if (first && first.step !== 'check') goTo('newbornApply', { step: first.step, edit: '1' });
}

/** Sends the application and goes on to its result; a refusal leads to the page it is about. */
export function useSubmit(answers: Answers, facts: StepFacts, nextYearOffered: boolean): Submit {
  const submit = useMemo(() => createMutation('newborn.submit'), []);
  const draft = useDraft(NEWBORN_DRAFT);
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const [lateSentence, setLateSentence] = useState<string>();
  useDidShow(() => {
    // Back from the page that was to be changed, and it was changed.
    if (refusals.get().length === 0) setError((last) => (last?.retryable ? last : undefined));
  });

  const send = async () => {
    const open = openPlaces(answers, facts);
    const input = toSubmission(answers, nextYearOffered);
    if (open.length > 0 || !input) {
      leadTo(open);
      return;
    }
    setError(undefined);
    await savingIsOver();
    try {
      const { applicationId, status } = await submit(input);
      refusals.set([]);
      // One that waits or was refused can be put right without typing everything again.
      if (status === 'approved' || status === 'joined') draft.clear();
      else draft.set({ sentAs: applicationId });
      goAlone('newbornProgress', { applicationId, ...(answers.payAtOnce ? {} : { pay: 'later' }) });
    } catch (thrown) {
      const failure = toServiceError(thrown);
      setError(failure);
      if (failure.code === 'newborn_late') setLateSentence(failure.message);
      leadTo(refusalsOf(fieldsOf(failure)));
    }
  };
  const run = async () => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    await send();
    running.current = false;
    setBusy(false);
  };
  return { run: () => void run(), busy, error, lateSentence };
}
