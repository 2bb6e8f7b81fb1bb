import { type ReactNode, useEffect } from 'react';
import { View } from '@tarojs/components';
import { aria } from '@/services/aria';
import { AppButton } from '../app-button';
import { Heading } from '../heading';
import './index.scss';

interface SheetProps {
  id: string;
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** In a browser, escape closes it and the focus goes into it. */
function useBrowserManners(id: string, open: boolean, onClose: () => void): void {
  useEffect(() => {
    if (process.env.TARO_ENV !== 'h5' || !open) return undefined;
    const before = document.activeElement;
    document.querySelector<HTMLElement>(`#${id} [tabindex="0"]`)?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [id, open, onClose]);
}

/** A panel from the bottom over the page. Tapping the shade closes it. */
export function Sheet({ id, open, title, onClose, children }: SheetProps) {
  useBrowserManners(id, open, onClose);
  if (!open) return null;
  return (
    <View className="sheet">
      <View className="sheet__shade" onClick={onClose} />
      <View id={id} className="sheet__panel" {...aria({ role: 'dialog', label: title })}>
        <View className="sheet__title">
          <Heading level={2}>{title}</Heading>
        </View>
        {children}
      </View>
    </View>
  );
}

interface ConfirmDialogProps extends Omit<SheetProps, 'children'> {
  /** What will happen, in a sentence. */
  text: string;
  confirmText: string;
  cancelText?: string;
  onConfirm: () => void;
  busy?: boolean;
  danger?: boolean;
}

/** Asks once more before something is done. Its buttons have the ids `<id>-confirm`, `<id>-cancel`. */
export function ConfirmDialog({
  id,
  open,
  title,
  text,
  confirmText,
  cancelText = '不了，返回',
  onConfirm,
  onClose,
  busy = false,
  danger = false,
}: ConfirmDialogProps) {
  return (
    <Sheet id={id} open={open} title={title} onClose={onClose}>
      <View className="sheet__text">{text}</View>
      <View className="sheet__buttons">
        <AppButton
          id={`${id}-confirm`}
          kind={danger ? 'danger' : 'primary'}
          busy={busy}
          onPress={onConfirm}
        >
          {confirmText}
        </AppButton>
        <AppButton id={`${id}-cancel`} kind="text" onPress={onClose}>
          {cancelText}
        </AppButton>
      </View>
    </Sheet>
  );
}
