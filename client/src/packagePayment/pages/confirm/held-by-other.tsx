import { useCallback, useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { ConfirmDialog } from '@/components/sheet';
import { useMutation } from '@/services/mutation';
import { type Enrollment, namesOf } from '../../model/basket';

interface HeldProps {
  enrollments: Enrollment[];
  /** An order of somebody else has ended, or turned out to be paid: what is shown is out of date. */
  onChanged: () => void;
}

/** Ends somebody else's unpaid order, after asking once more, so that one can pay oneself. */
function TakeOver({ enrollment, onChanged }: { enrollment: Enrollment; onChanged: () => void }) {
  const { enrollmentId, person } = enrollment;
  const takeOver = useMutation('payment.takeOver');
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const confirm = async () => {
    const done = await takeOver.run({ enrollmentId });
    setAsking(false);
    if (done) onChanged();
  };
  return (
    <>
      <ErrorNotice error={takeOver.error} />
      <AppButton
        id={`take-over-${person.personId}`}
        kind="secondary"
        onPress={() => setAsking(true)}
      >
        {`${person.nameMasked}改由我来缴`}
      </AppButton>
      <ConfirmDialog
        id={`take-over-dialog-${person.personId}`}
        open={asking}
        title={`改由您给${person.nameMasked}缴费？`}
        text="对方那笔还没付的订单会取消，我们会告诉对方。如果对方刚好已经付了，就算缴好，不会再收您的钱。"
        confirmText="改由我来缴"
        cancelText="不改，返回"
        busy={takeOver.pending}
        onConfirm={() => void confirm()}
        onClose={close}
      />
    </>
  );
}

/** Who is in an unpaid order of somebody else, and whose payment can be taken over from there. */
export function HeldByOther({ enrollments, onChanged }: HeldProps) {
  return (
    <Notice id="held-by-other" tone="warn" title={`有人正在给 ${namesOf(enrollments)} 缴费`}>
      <View>这一次先不算在内。等对方付完，或请对方取消后再缴，不会重复扣钱</View>
      {enrollments
        .filter(({ mayTakeOver }) => mayTakeOver)
        .map((enrollment) => (
          <TakeOver key={enrollment.enrollmentId} enrollment={enrollment} onChanged={onChanged} />
        ))}
    </Notice>
  );
}
