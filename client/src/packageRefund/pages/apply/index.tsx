import { useRouter } from '@tarojs/taro';
import { param } from '@/services/navigate';
import { CheckStep } from './check-step';
import { ReasonStep } from './reason-step';
import { WhoStep } from './who-step';
import './index.scss';

const steps = { who: WhoStep, reason: ReasonStep, check: CheckStep };
const isStep = (value: string): value is keyof typeof steps => value in steps;

/** Whose money, for which reason, everything once more: a page each. */
export default function RefundApply() {
  const asked = param(useRouter().params, 'step');
  const Step = steps[isStep(asked) ? asked : 'who'];
  return <Step />;
}
