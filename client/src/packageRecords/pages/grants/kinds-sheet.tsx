import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { CheckBox } from '@/components/check-box';
import { ErrorNotice } from '@/components/error-state';
import { Sheet } from '@/components/sheet';
import type { ServiceError } from '@/services/errors';
import { kindWords, type RecordKind } from '../../model/records';

const kinds = ['covers', 'payments', 'settlements'] as const satisfies RecordKind[];

const notes = {
  covers: '哪一年参保、从哪天起可以报销',
  payments: '每年交了多少钱、什么时候交的',
  settlements: '在哪里看病买药、花了多少、报了多少',
} as const satisfies Record<RecordKind, string>;

interface KindsSheetProps {
  id: string;
  title: string;
  text: string;
  confirmText: string;
  /** No instead of less. */
  onDecline?: () => void;
  /** Only these can be chosen; all of them unless told. */
  offered?: readonly RecordKind[];
  chosen: readonly RecordKind[];
  busy: boolean;
  error: ServiceError | undefined;
  onConfirm: (kinds: RecordKind[]) => void;
  onClose: () => void;
}

/** Which of the three kinds: asked for, given, or given less of. */
export function KindsSheet(props: KindsSheetProps) {
  const { id, title, text, confirmText, offered = kinds, busy, error } = props;
  const { onConfirm, onDecline, onClose } = props;
  const [chosen, setChosen] = useState<readonly RecordKind[]>(props.chosen);
  const toggle = (kind: RecordKind, on: boolean) =>
    setChosen(on ? [...chosen, kind] : chosen.filter((each) => each !== kind));
  return (
    <Sheet id={id} open title={title} onClose={onClose}>
      <View className="sheet__text">{text}</View>
      {kinds
        .filter((kind) => offered.includes(kind))
        .map((kind) => (
          <CheckBox
            key={kind}
            id={`${id}-${kind}`}
            checked={chosen.includes(kind)}
            label={`${kindWords[kind]}，${notes[kind]}`}
            onChange={(on) => toggle(kind, on)}
          >
            <View className="kind__word">{kindWords[kind]}</View>
            <View className="kind__note">{notes[kind]}</View>
          </CheckBox>
        ))}
      <ErrorNotice error={error} />
      {chosen.length === 0 && (
        <View
          id={`${id}-why`}
          className="kinds__why"
        >{`先点选至少一样，再点「${confirmText}」`}</View>
      )}
      <View className="sheet__buttons">
        <AppButton
          id={`${id}-confirm`}
          busy={busy}
          disabled={chosen.length === 0}
          onPress={() => onConfirm(kinds.filter((kind) => chosen.includes(kind)))}
        >
          {confirmText}
        </AppButton>
        {onDecline && (
          <AppButton id={`${id}-decline`} kind="secondary" onPress={onDecline}>
            不同意
          </AppButton>
        )}
        <AppButton id={`${id}-cancel`} kind="text" onPress={onClose}>
          不了，返回
        </AppButton>
      </View>
    </Sheet>
  );
}
