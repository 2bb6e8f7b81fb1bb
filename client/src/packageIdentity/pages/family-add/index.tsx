import { useRouter } from '@tarojs/taro';
import { stepParam } from '@/services/navigate';
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

/** Who it is to me, name and document, everything once more, the proof: a page each. */
export default function FamilyAddPage() {
  const Step = steps[stepParam(useRouter().params, steps) ?? 'relation'];
  return <Step />;
}
