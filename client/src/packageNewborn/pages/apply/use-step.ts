import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import type { FieldError } from '@/components/error-summary';
import { useAppInfo } from '@/services/app-info';
import { useDraft } from '@/services/draft';
import { goBack, goTo, param } from '@/services/navigate';
import { errorList } from '../../../packageIdentity/parts/claimed-identity';
import {
  type Answers,
  answersFromDraft,
  NEWBORN_DRAFT,
  type Start,
  tidied,
} from '../../model/answers';
import {
  correctedBy,
  nextStep,
  refusedOn,
  type Step,
  type StepErrors,
  stepErrors,
  type StepFacts,
  stepReached,
} from '../../model/steps';
import { saveQuietly } from '../../use-draft-saving';
import { refusals } from '../../refusals';

/** What the pages of the form are given. */
export interface StepProps {
  start: Start;
}

export interface StepState {
  answers: Answers;
  facts: StepFacts;
  /** By field id. */
  errors: StepErrors;
  /** For the summary at the top: a new array with every attempt. */
  summary: readonly FieldError[];
  /** Fields of the summary that were changed since. */
  corrected: readonly string[];
  /** Opened from the last page to change one answer: the way on is back there. */
  editing: boolean;
  set: (change: Record<string, string>) => void;
  goOn: () => void;
}

/** What a page may judge by: the service's clock where it is known, else the day it was asked. */
export function useStepFacts(start: Start): StepFacts {
  const info = useAppInfo();
  return {
    today: info ? shanghaiDate(info.now) : start.today,
    province: info?.region.slice(0, 2),
  };
}

/** One page of the form: its answers, what is wrong, and the way on, which keeps the draft. */
export function useStep(step: Step, start: Start): StepState {
  const editing = param(useRouter().params, 'edit') === '1';
  const draft = useDraft(NEWBORN_DRAFT);
  const facts = useStepFacts(start);
  const [summary, setSummary] = useState<readonly FieldError[]>(() =>
    errorList(refusedOn(step, refusals.get())),
  );
  const [corrected, setCorrected] = useState<readonly string[]>([]);
  const wrong = summary.filter(({ fieldId }) => !corrected.includes(fieldId));
  const answers = answersFromDraft(draft.values, start);
  return {
    answers,
    facts,
    errors: Object.fromEntries(wrong.map(({ fieldId, message }) => [fieldId, message])),
    summary,
    corrected,
    editing,
    set: (change) => {
      draft.set(change);
      setCorrected((before) => [...new Set([...before, ...correctedBy(change)])]);
    },
    goOn: () => {
      const found = stepErrors(step, answers, facts);
      setSummary(errorList(found));
      setCorrected([]);
      if (Object.keys(found).length > 0) return;
      refusals.set(refusals.get().filter((refusal) => refusal.step !== step));
      const values = { ...tidied(draft.values), step: stepReached(step, draft.values.step) };
      draft.set(values);
      saveQuietly(values);
      if (editing) goBack();
      else goTo('newbornApply', { step: nextStep(step) });
    },
  };
}
