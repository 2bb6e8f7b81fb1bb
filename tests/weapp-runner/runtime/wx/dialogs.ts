import { create } from '../dom';

interface Choice<Answer> {
  text: string;
  answer: Answer;
}

interface DialogOptions<Answer> {
  /** Names the dialog for tests: `[data-dialog="cashier"]`. */
  name: string;
  title: string;
  content?: string;
  /** Elements between the content and the buttons. */
  extra?: HTMLElement[];
  choices: Choice<Answer>[];
}

/** Shows a modal dialog. @returns the answer of the button that was pressed */
export function ask<Answer>(options: DialogOptions<Answer>): Promise<Answer> {
  return new Promise((resolve) => {
    const titleId = `dialog-${options.name}-title`;
    const dialog = create('dialog', {
      class: 'dialog',
      attributes: { 'data-dialog': options.name, 'aria-labelledby': titleId },
    });
    const buttons = options.choices.map(({ text, answer }) => {
      const button = create('button', { text, attributes: { type: 'button' } });
      button.addEventListener('click', () => {
        dialog.remove();
        resolve(answer);
      });
      return button;
    });
    dialog.append(
      create('h2', { text: options.title, attributes: { id: titleId } }),
      create('p', { text: options.content ?? '' }),
      ...(options.extra ?? []),
      create('div', { class: 'dialog-buttons', children: buttons }),
    );
    // Escape would close it without an answer; WeChat has no such key.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
}

let toast: HTMLElement | undefined;
let toastTimer: ReturnType<typeof setTimeout> | undefined;

/** @param durationMs 0 keeps it until hideToast */
export function showToast(text: string, kind: string, durationMs: number): void {
  hideToast();
  toast = create('div', {
    class: 'toast',
    text,
    attributes: { role: 'status', 'data-toast': kind },
  });
  document.body.append(toast);
  if (durationMs > 0) toastTimer = setTimeout(hideToast, durationMs);
}

export function hideToast(): void {
  clearTimeout(toastTimer);
  toast?.remove();
  toast = undefined;
}
