import { useRouter } from '@tarojs/taro';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { EmptyState } from '@/components/empty-state';
import { AppButton } from '@/components/app-button';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { useAppInfo } from '@/services/app-info';
import { replaceWith, stepParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import type { ScopePart } from '../../model/scope';
import { PartPage } from '../../parts/part-page';
import { PartyStep } from './party-step';
import { PurposeStep } from './purpose-step';
import { ScopeStep } from './scope-step';
import { useBeginning, useBeginScope, type BeginProps } from './use-beginning';
import './index.scss';

/** Nothing is chosen, e.g. after a reload elsewhere: from the start. */
function FromStart() {
  return (
    <Page id="begin-lost">
      <EmptyState icon="building" title="先选要授权给谁">
        <AppButton id="begin-again" onPress={() => replaceWith('consentBegin')}>
          去选
        </AppButton>
      </EmptyState>
    </Page>
  );
}

/** One part of the scope, on a page of its own. */
function partStep(part: ScopePart) {
  return function PartStep(props: BeginProps) {
    const { party, scope, change } = useBeginScope(props);
    if (!party) return <FromStart />;
    const { ceiling, fields } = party;
    return (
      <PartPage
        part={part}
        scope={scope}
        widest={ceiling}
        isAsked={false}
        fields={fields}
        today={props.today}
        change={change}
      />
    );
  };
}

const steps = {
  party: PartyStep,
  purpose: PurposeStep,
  scope: ScopeStep,
  fields: partStep('fields'),
  kinds: partStep('kinds'),
  period: partStep('period'),
  often: partStep('often'),
  until: partStep('until'),
  modes: partStep('modes'),
  keep: partStep('keep'),
} as const;

/** A consent that the person starts: for whom, what for, what may be seen; a page each. */
export default function ConsentBeginPage() {
  const step = stepParam(useRouter().params, steps) ?? 'party';
  const now = useAppInfo()?.now;
  const query = useQuery('consent.organisations', {});
  const { party } = useBeginning(query.data?.organisations ?? []);
  if (!query.data || now === undefined) {
    return (
      <Page id="consent-begin">
        <QueryView query={{ ...query, data: undefined }}>{() => null}</QueryView>
      </Page>
    );
  }
  if (step !== 'party' && !party) return <FromStart />;
  const Step = steps[step];
  return <Step parties={query.data.organisations} today={shanghaiDate(now)} />;
}
