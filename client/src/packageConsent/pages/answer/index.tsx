import { useRouter } from '@tarojs/taro';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { AppButton } from '@/components/app-button';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { useAppInfo } from '@/services/app-info';
import { idParam, replaceWith, stepParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import type { ScopePart } from '../../model/scope';
import { PartPage } from '../../parts/part-page';
import { draftKeyOf, useScope } from '../../use-scope';
import { CounterStep } from './counter-step';
import { FaceStep } from './face-step';
import { NoticeStep } from './notice-step';
import type { AnswerProps } from './props';
import { ScopeStep } from './scope-step';
import './index.scss';

/** One part of the scope, on a page of its own. */
function partStep(part: ScopePart) {
  return function PartStep({ detail, today }: AnswerProps) {
    const { line, requested, fields } = detail;
    const { scope, change } = useScope(draftKeyOf(line.consentId), requested, requested);
    return (
      <PartPage
        part={part}
        scope={scope}
        widest={requested}
        isAsked
        fields={fields}
        today={today}
        change={change}
      />
    );
  };
}

const steps = {
  scope: ScopeStep,
  fields: partStep('fields'),
  kinds: partStep('kinds'),
  period: partStep('period'),
  often: partStep('often'),
  until: partStep('until'),
  modes: partStep('modes'),
  keep: partStep('keep'),
  notice: NoticeStep,
  face: FaceStep,
  counter: CounterStep,
} as const;

/** It was answered meanwhile, or somebody else has to answer it. */
function Settled({ consentId }: { consentId: string }) {
  return (
    <Page id="consent-settled">
      <EmptyState icon="info" title="这个请求已经不用在这里办了" text="它的结果在授权的页面上。">
        <AppButton id="go-consent" onPress={() => replaceWith('consent', { consentId })}>
          去看看
        </AppButton>
      </EmptyState>
    </Page>
  );
}

/** What may be seen, the notice, and who one is: a page each. */
export default function ConsentAnswerPage() {
  const { params } = useRouter();
  const now = useAppInfo()?.now;
  const consentId = idParam(params, 'consentId');
  const query = useQuery('consent.detail', { consentId });
  const { data } = query;
  if (!data) {
    return (
      <Page id="consent-answer">
        <QueryView query={query} shape="form">
          {() => null}
        </QueryView>
      </Page>
    );
  }
  if (!data.may.includes('grant')) return <Settled consentId={consentId} />;
  const Step = steps[stepParam(params, steps) ?? 'scope'];
  return <Step detail={data} today={now === undefined ? null : shanghaiDate(now)} />;
}
