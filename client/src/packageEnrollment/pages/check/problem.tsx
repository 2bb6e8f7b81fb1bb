import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { goTo } from '@/services/navigate';
import { useMutation } from '@/services/mutation';
import {
  type CheckedPerson,
  factsOf,
  obstacleOf,
  type Remedy,
  remedyOf,
} from '../../model/check-groups';
import { Advice } from '../../parts/advice';
import { PersonCard } from './person-card';

interface ProblemProps {
  person: CheckedPerson;
  name: string;
  onRetry: () => void;
}

interface RemedyButtonProps {
  remedy: Remedy;
  personId: string;
  onRetry: () => void;
}

/** Registers a person who is insured elsewhere: that opens the way through the conflict. */
function StartConflict({ personId, year }: { personId: string; year: number }) {
  const register = useMutation('enrollment.register');
  const start = async () => {
    const enrollment = await register.run({ personId, coverageYear: year });
    if (enrollment) goTo('conflict', { enrollmentId: enrollment.enrollmentId });
  };
  return (
    <>
      <ErrorNotice error={register.error} />
      <AppButton
        id={`resolve-${personId}`}
        kind="secondary"
        busy={register.pending}
        busyText="正在登记"
        onPress={() => void start()}
      >
        先登记，再教我怎么办
      </AppButton>
    </>
  );
}

function RemedyButton({ remedy, personId, onRetry }: RemedyButtonProps) {
  if (remedy.kind === 'startConflict') {
    return <StartConflict personId={personId} year={remedy.coverageYear} />;
  }
  if (remedy.kind === 'retry') {
    return (
      <AppButton id={`recheck-${personId}`} kind="secondary" icon="refresh" onPress={onRetry}>
        再核对一次
      </AppButton>
    );
  }
  if (remedy.kind === 'none') return null;
  if (remedy.kind === 'openOrder') {
    const { orderId } = remedy;
    return (
      <AppButton
        id={`resume-${personId}`}
        kind="secondary"
        onPress={() => goTo('order', { orderId })}
      >
        去看这笔订单
      </AppButton>
    );
  }
  const { enrollmentId } = remedy;
  return (
    <AppButton
      id={`resolve-${personId}`}
      kind="secondary"
      onPress={() => goTo('conflict', { enrollmentId })}
    >
      看看怎么办
    </AppButton>
  );
}

/** A person who cannot go on now: why, what to do, and the way there. */
export function Problem({ person, name, onRetry }: ProblemProps) {
  const { failure } = person;
  const facts = factsOf(person);
  const { personId } = person.person;
  const { tone, word } = obstacleOf(person);
  return (
    <PersonCard
      name={name}
      tone={tone}
      word={word}
      sentence={facts?.sentence ?? failure ?? '这一位暂时没有核对成'}
    >
      <Advice steps={facts?.advice ?? []} />
      <RemedyButton remedy={remedyOf(person)} personId={personId} onRetry={onRetry} />
    </PersonCard>
  );
}
