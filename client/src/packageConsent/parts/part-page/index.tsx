import { type ReactNode, useState } from 'react';
import { AppButton } from '@/components/app-button';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { goBack } from '@/services/navigate';
import { missingIn, type Scope, type ScopePart } from '../../model/scope';
import { FieldsQuestion } from './fields-question';
import { KindsQuestion, ModesQuestion } from './switch-questions';
import { KeepQuestion, OftenQuestion, UntilQuestion } from './choice-questions';
import { PeriodQuestion } from './period-question';
import type { QuestionProps } from './question';
import './index.scss';

const questions = {
  fields: { Question: FieldsQuestion, title: '给对方看哪些内容？', lead: '不想给的就关掉。' },
  kinds: { Question: KindsQuestion, title: '给看哪些类别的看病记录？', lead: '不想给的就关掉。' },
  period: {
    Question: PeriodQuestion,
    title: '给看哪段时间的记录？',
    lead: '这段时间以外的，对方看不到。',
  },
  often: {
    Question: OftenQuestion,
    title: '最多让对方看几次？',
    lead: '次数用完，对方就不能再看。',
  },
  until: {
    Question: UntilQuestion,
    title: '让对方看到什么时候？',
    lead: '到期自动结束；不到期也随时能收回。',
  },
  modes: {
    Question: ModesQuestion,
    title: '看到的内容，对方能怎么用？',
    lead: '看到的每一页都印着是谁、什么时候看的。',
  },
  keep: {
    Question: KeepQuestion,
    title: '案件办完后，对方能留多久？',
    lead: '到时候对方要删掉，删了会在这里写明。',
  },
} as const satisfies Record<
  ScopePart,
  { Question: (props: QuestionProps) => ReactNode; title: string; lead: string }
>;

interface PartPageProps extends QuestionProps {
  part: ScopePart;
}

/** One part of what can be seen, on a page of its own: less of it can be given, never more. */
export function PartPage({ part, ...props }: PartPageProps) {
  const { Question, title, lead } = questions[part];
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const missing = missingIn(props.scope);
  const finish = () => {
    if (missing?.part === part) setErrors([{ fieldId: 'part', message: missing.message }]);
    else goBack();
  };
  const change = (scope: Scope) => {
    setErrors([]);
    props.change(scope);
  };
  return (
    <Page
      id={`consent-${part}`}
      title={title}
      lead={lead}
      footer={
        <AppButton id="part-done" onPress={finish}>
          改好了
        </AppButton>
      }
    >
      <ErrorSummary errors={errors} />
      <Question {...props} change={change} />
    </Page>
  );
}
