import { useRouter } from '@tarojs/taro';
import { stepParam } from '@/services/navigate';
import { CheckStep } from './check-step';
import { ReasonStep } from './reason-step';
import { WhoStep } from './who-step';
import './index.scss';

const steps = { who: WhoStep, reason: ReasonStep, check: CheckStep };

/** Whose money, for which reason, everything once more: a page each. */
export default function RefundApply() {
  const Step = steps[stepParam(useRouter().params, steps) ?? 'who'];
  return <Step />;
}
