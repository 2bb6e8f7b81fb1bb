import { WordsDialog } from '../components/words-dialog';
import { useAct } from '../services/query';

/** Whom to stop, or to let go on. */
export interface Suspension {
  what: 'organisation' | 'clerk';
  id: string;
  name: string;
  suspended: boolean;
}

interface Props {
  suspension: Suspension | null;
  onClose: () => void;
}

const consequence = (suspension: Suspension): string => {
  if (!suspension.suspended) return '恢复以后马上可以继续使用，原来的授权照旧。';
  return suspension.what === 'organisation'
    ? '马上生效：机构所有工作人员和业务系统的下一次点击就会被拒绝。'
    : '马上生效：这名工作人员的下一次点击就会被拒绝。';
};

/** Stops an organisation or a clerk, with a reason that stays on record. */
export function SuspendDialog({ suspension, onClose }: Props) {
  const organisation = useAct('oversight.suspendOrganisation', 'oversight.');
  const clerk = useAct('oversight.suspendClerk', 'oversight.');
  const act = suspension?.what === 'clerk' ? clerk : organisation;
  const leave = () => {
    organisation.reset();
    clerk.reset();
    onClose();
  };
  const suspend = (reason: string) => {
    if (!suspension) return;
    const { what, id, suspended } = suspension;
    const done = { onSuccess: leave };
    if (what === 'clerk') clerk.mutate({ clerkId: id, suspended, reason }, done);
    else organisation.mutate({ organisationId: id, suspended, reason }, done);
  };
  const verb = suspension?.suspended === false ? '恢复' : '暂停';
  return (
    <WordsDialog
      open={suspension !== null}
      title={`${verb}：${suspension?.name ?? ''}`}
      sentence={suspension ? consequence(suspension) : ''}
      label="原因"
      okText={verb}
      danger={suspension?.suspended === true}
      error={act.error}
      pending={act.isPending}
      onWords={suspend}
      onClose={leave}
    />
  );
}
