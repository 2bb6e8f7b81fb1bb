import { useState } from 'react';
import { View } from '@tarojs/components';
import type { OwnWithdrawalReason } from '@yibao/shared/rules/certificate-kinds';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { ErrorNotice } from '@/components/error-state';
import { Sheet } from '@/components/sheet';
import { useMutation } from '@/services/mutation';
import type { Certificate } from '../../model/words';

const causes = [
  { value: 'notNeeded', label: '不需要了' },
  { value: 'wrongFacts', label: '内容不对' },
  { value: 'lost', label: '文件给了不该给的人' },
] as const satisfies readonly { value: OwnWithdrawalReason; label: string }[];

interface WithdrawProps {
  paper: Certificate;
  onDone: (paper: Certificate) => void;
}

/** Takes a paper back, with a reason: from then on everybody who checks it reads so. */
export function Withdraw({ paper: { certificateId }, onDone }: WithdrawProps) {
  const [open, setOpen] = useState(false);
  const [cause, setCause] = useState<OwnWithdrawalReason>('notNeeded');
  const withdraw = useMutation('certificate.withdraw');
  const go = async () => {
    const withdrawn = await withdraw.run({ certificateId, cause });
    if (!withdrawn) return;
    setOpen(false);
    onDone(withdrawn);
  };
  return (
    <>
      <AppButton id="withdraw" kind="text" onPress={() => setOpen(true)}>
        撤回这份证明
      </AppButton>
      <Sheet id="withdraw-sheet" open={open} title="撤回这份证明？" onClose={() => setOpen(false)}>
        <View className="paper-note">
          撤回以后，别人验证时会看到「已撤回」，文件也不能再下载。不影响您的参保和缴费。
        </View>
        <ErrorNotice error={withdraw.error} />
        <ChoiceList
          id="cause"
          label="为什么撤回"
          choices={causes}
          value={cause}
          onChange={setCause}
        />
        <AppButton
          id="withdraw-confirm"
          kind="danger"
          busy={withdraw.pending}
          busyText="正在撤回"
          onPress={() => void go()}
        >
          撤回
        </AppButton>
        <AppButton id="withdraw-cancel" kind="text" onPress={() => setOpen(false)}>
          不了，返回
        </AppButton>
      </Sheet>
    </>
  );
}
