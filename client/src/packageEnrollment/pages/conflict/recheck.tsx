import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { timeWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import type { Enrollment } from '../../model/conflict';

interface RecheckProps {
  enrollmentId: string;
  text: string;
  businessNow: () => number;
  onChecked: (enrollment: Enrollment) => void;
}

/** Asks the core platform now, and says what came of it even when nothing changed. */
export function Recheck({ enrollmentId, text, businessNow, onChecked }: RecheckProps) {
  const recheck = useMutation('enrollment.recheck');
  const [checkedAt, setCheckedAt] = useState<number>();
  const look = async () => {
    setCheckedAt(undefined);
    const enrollment = await recheck.run({ enrollmentId });
    if (!enrollment) return;
    setCheckedAt(businessNow());
    onChecked(enrollment);
  };
  return (
    <View className="conflict__action">
      <ErrorNotice error={recheck.error} />
      {checkedAt !== undefined && (
        <Notice
          id="rechecked"
          tone="wait"
          title={`${timeWords(checkedAt)} 查过，还没有收到`}
          announce
        />
      )}
      <AppButton
        id="recheck"
        icon="refresh"
        busy={recheck.pending}
        busyText="正在查"
        onPress={() => void look()}
      >
        {text}
      </AppButton>
    </View>
  );
}
