import { useCallback, useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { ConfirmDialog } from '@/components/sheet';
import { useMutation } from '@/services/mutation';
import type { Enrollment } from '../../model/conflict';

interface CancelProps {
  enrollmentId: string;
  onCancelled: (enrollment: Enrollment) => void;
}

/** Withdraws the enrolment, after asking once more. */
export function Cancel({ enrollmentId, onCancelled }: CancelProps) {
  const cancel = useMutation('enrollment.cancel');
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const withdraw = async () => {
    const enrollment = await cancel.run({ enrollmentId });
    setAsking(false);
    if (enrollment) onCancelled(enrollment);
  };
  return (
    <View className="conflict__cancel">
      <ErrorNotice error={cancel.error} />
      <AppButton id="cancel-enrollment" kind="text" onPress={() => setAsking(true)}>
        不在这里参保了，取消登记
      </AppButton>
      <ConfirmDialog
        id="cancel-dialog"
        open={asking}
        title="取消这次登记？"
        text="取消后不会扣钱，外地的医保不受影响。以后还可以再来登记。"
        confirmText="取消登记"
        cancelText="不取消，返回"
        danger
        busy={cancel.pending}
        onConfirm={() => void withdraw()}
        onClose={close}
      />
    </View>
  );
}
