import type { ComponentType } from 'react';
import { useRouter } from '@tarojs/taro';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { param } from '@/services/navigate';
import { type Step, stepFrom } from '../../model/steps';
import { useStart } from '../../use-start';
import { BabyStep } from './baby-step';
import { CertificateStep } from './certificate-step';
import { CheckStep } from './check-step';
import { HouseholdStep } from './household-step';
import { ItemsStep } from './items-step';
import { OtherParentStep } from './other-parent-step';
import type { StepProps } from './use-step';
import './index.scss';

const pages: Record<Step, ComponentType<StepProps>> = {
  certificate: CertificateStep,
  baby: BabyStep,
  otherParent: OtherParentStep,
  household: HouseholdStep,
  items: ItemsStep,
  check: CheckStep,
};

/** The form for a newborn: certificate, baby, other parent, household, what else, and the check. */
export default function ApplyPage() {
  const step = stepFrom(param(useRouter().params, 'step'));
  const start = useStart();
  const StepPage = pages[step];
  if (start.data) return <StepPage start={start.data} />;
  return (
    <Page id="newborn-apply">
      <QueryView query={start} shape="form">
        {() => null}
      </QueryView>
    </Page>
  );
}
