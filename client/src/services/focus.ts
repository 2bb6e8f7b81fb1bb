import Taro from '@tarojs/taro';

/** The input element inside the field `fieldId`. */
export function inputIdOf(fieldId: string): string {
  return `${fieldId}-input`;
}

/** Brings a field into view and, in a browser, puts the cursor into it. */
export function focusField(fieldId: string): void {
  if (process.env.TARO_ENV === 'h5') {
    const field = document.getElementById(fieldId);
    if (!field) return;
    const target = field.querySelector<HTMLElement>('input, [tabindex="0"]') ?? field;
    field.scrollIntoView({ block: 'center' });
    target.focus({ preventScroll: true });
    return;
  }
  void Taro.pageScrollTo({ selector: `#${fieldId}`, offsetTop: -80, duration: 200 });
}
