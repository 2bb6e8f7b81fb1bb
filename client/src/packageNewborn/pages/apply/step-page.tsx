import type { ReactNode } from 'react';
import { AppButton } from '@/components/app-button';
import { ErrorSummary } from '@/components/error-summary';
import { Page } from '@/components/page';
import { StepHeader } from '@/components/step-header';
import { useHeadingFocus } from '@/services/focus';
import { type Step, steps } from '../../model/steps';
import type { StepState } from './use-step';

interface StepPageProps {
  step: Step;
  /** Begins the ids of the page and its button: `newborn-<name>`, `<name>-next`. */
  name: string;
  title: string;
  hint: string;
  state: StepState;
  children: ReactNode;
}

/** The frame of one question: where one is, what is wrong, the way on. */
export function StepPage({ step, name, title, hint, state, children }: StepPageProps) {
  const pageId = `newborn-${name}`;
  useHeadingFocus(pageId, Object.keys(state.errors).length === 0);
  return (
    <Page
      id={pageId}
      footer={
        <AppButton id={`${name}-next`} onPress={state.goOn}>
          {state.editing ? '改好了，回去核对' : '下一步'}
        </AppButton>
      }
    >
      <StepHeader step={steps.indexOf(step) + 1} of={steps.length} title={title} hint={hint} />
      <ErrorSummary errors={state.summary} corrected={state.corrected} />
      {children}
    </Page>
  );
}
