import { create } from '../dom';
import { ask, hideToast, showToast } from './dialogs';
import { asyncApi, WxFailure, type Callbacks } from './settle';

interface ToastOptions extends Callbacks {
  title: string;
  icon: string;
  duration: number;
}

interface ModalOptions extends Callbacks {
  title: string;
  content: string;
  showCancel: boolean;
  cancelText: string;
  confirmText: string;
  editable: boolean;
  placeholderText: string;
}

interface SheetOptions extends Callbacks {
  itemList: string[];
  alertText: string;
}

const DEFAULT_TOAST_MS = 1500;

const hide = () => {
  hideToast();
  return {};
};

async function showModal(options: Partial<ModalOptions>): Promise<object> {
  const { title = '', content = '', showCancel = true, editable = false } = options;
  const { cancelText = '取消', confirmText = '确定', placeholderText = '' } = options;
  const field = create('input', {
    attributes: { placeholder: placeholderText, 'aria-label': title || '输入' },
  });
  field.value = content;
  const cancel = showCancel ? [{ text: cancelText, answer: false }] : [];
  const confirmed = await ask({
    name: 'modal',
    title,
    content: editable ? '' : content,
    extra: editable ? [field] : [],
    choices: [...cancel, { text: confirmText, answer: true }],
  });
  const typed = editable && confirmed ? { content: field.value } : {};
  return { confirm: confirmed, cancel: !confirmed, ...typed };
}

async function showActionSheet({ itemList = [], alertText = '' }: Partial<SheetOptions>) {
  const items = itemList.map((text, tapIndex) => ({ text, answer: tapIndex }));
  const tapIndex = await ask({
    name: 'action-sheet',
    title: alertText,
    choices: [...items, { text: '取消', answer: -1 }],
  });
  if (tapIndex < 0) throw new WxFailure('cancel');
  return { tapIndex };
}

/** wx functions that show something over the page: real elements, so that a test can press them. */
export const interactionApi = {
  showToast: asyncApi<ToastOptions>('showToast', ({ title = '', icon, duration }) => {
    showToast(title, icon ?? 'success', duration ?? DEFAULT_TOAST_MS);
    return {};
  }),
  hideToast: asyncApi('hideToast', hide),
  showLoading: asyncApi<ToastOptions>('showLoading', ({ title = '' }) => {
    showToast(title, 'loading', 0);
    return {};
  }),
  hideLoading: asyncApi('hideLoading', hide),
  showModal: asyncApi<ModalOptions>('showModal', showModal),
  showActionSheet: asyncApi<SheetOptions>('showActionSheet', showActionSheet),
};
