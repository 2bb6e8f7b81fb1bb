import { View } from '@tarojs/components';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { Sheet } from '@/components/sheet';
import { useMutation } from '@/services/mutation';
import type { Line } from '../../model/words';

/** What a person can do about a consent without reading anything more. */
export type Doing = 'deny' | 'giveUp' | 'pause' | 'resume' | 'revoke';

interface Words {
  title: (name: string) => string;
  text: string;
  confirm: string;
  isEnd: boolean;
}

const words = {
  deny: {
    title: (name) => `不给${name}看吗？`,
    text: '对方会知道您没有同意，看不到任何内容。不影响您参保、缴费和报销。',
    confirm: '不同意',
    isEnd: true,
  },
  giveUp: {
    title: (name) => `给${name}的授权不办了吗？`,
    text: '还没有授权，对方什么也看不到。以后想办可以再来。',
    confirm: '不办了',
    isEnd: true,
  },
  pause: {
    title: (name) => `暂停给${name}看吗？`,
    text: '点了「暂停」，对方马上就看不到。想让对方接着看，再点「恢复」。',
    confirm: '暂停',
    isEnd: false,
  },
  resume: {
    title: (name) => `让${name}接着看吗？`,
    text: '还是原来允许的内容、次数和期限，您随时能再暂停或收回。',
    confirm: '恢复',
    isEnd: false,
  },
  revoke: {
    title: (name) => `收回给${name}的授权吗？`,
    text: '点了「收回」，对方马上就看不到，正在看的也翻不了页、打印不了。收回以后不能恢复，要看得重新问您。不影响您参保、缴费和报销。',
    confirm: '收回',
    isEnd: true,
  },
} as const satisfies Record<Doing, Words>;

interface ManageSheetProps {
  doing: Doing;
  line: Pick<Line, 'consentId' | 'organisationName' | 'purpose'>;
  onDone: () => void;
  onClose: () => void;
}

/** Asks once more, says what will be, and does it. */
export function ManageSheet({ doing, line, onDone, onClose }: ManageSheetProps) {
  const deny = useMutation('consent.deny');
  const actions = {
    deny,
    giveUp: deny,
    pause: useMutation('consent.pause'),
    resume: useMutation('consent.resume'),
    revoke: useMutation('consent.revoke'),
  };
  const { run, pending, error } = actions[doing];
  const { title, text, confirm, isEnd }: Words = words[doing];
  const go = async () => {
    if (await run({ consentId: line.consentId })) onDone();
  };
  return (
    <Sheet id="manage" open title={title(line.organisationName)} onClose={onClose}>
      <View className="sheet__text">{`用途是「${consentPurposeInfo[line.purpose].label}」的这一份。`}</View>
      <View className="sheet__text">{text}</View>
      <ErrorNotice error={error} />
      {error?.code === 'consent_state' ? (
        // it was moved elsewhere meanwhile: what stands now is read anew
        <AppButton id="manage-stale" onPress={onDone}>
          看现在的状态
        </AppButton>
      ) : (
        <View className="sheet__buttons">
          <AppButton
            id="manage-confirm"
            kind={isEnd ? 'danger' : 'primary'}
            busy={pending}
            onPress={() => void go()}
          >
            {confirm}
          </AppButton>
          <AppButton id="manage-cancel" kind="text" onPress={onClose}>
            不了，返回
          </AppButton>
        </View>
      )}
    </Sheet>
  );
}
