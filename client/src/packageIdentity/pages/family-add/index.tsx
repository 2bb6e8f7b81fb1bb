import { useRouter } from '@tarojs/taro';
import { param } from '@/services/navigate';
import { CheckStep } from './check-step';
import { DocumentStep } from './document-step';
import { DoneStep } from './done-step';
import { RelationStep } from './relation-step';

const steps = {
  relation: RelationStep,
  document: DocumentStep,
  check: CheckStep,
  done: DoneStep,
};
const isStep = (value: string): value is keyof typeof steps => value in steps;

/** Who it is to me, name and document, everything once more, the proof: a page each. */
export default function FamilyAddPage() {
  const asked = param(useRouter().params, 'step');
  const Step = steps[isStep(asked) ? asked : 'relation'];
  return <Step />;
}
