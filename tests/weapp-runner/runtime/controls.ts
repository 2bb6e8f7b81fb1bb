import { asFlag, asText, create } from './dom';
import { setPickerAttribute } from './picker';

/** A form control that the browser provides inside a built-in component. */
export type Control = HTMLInputElement | HTMLSelectElement;

const controls = new WeakMap<Element, Control>();

export const controlOf = (host: Element): Control | undefined => controls.get(host);
export const isControl = (element: Element): boolean => element.hasAttribute('data-control');

function adopt(host: HTMLElement, control: Control): void {
  control.setAttribute('data-control', '');
  controls.get(host)?.remove();
  controls.set(host, control);
  host.prepend(control);
}

const input = (type: string, attributes: Record<string, string> = {}) =>
  create('input', { attributes: { type, ...attributes } });

/** Built-in components that are a browser control with WeChat's events around it. */
const MAKERS: Record<string, (host: HTMLElement) => void> = {
  CHECKBOX: (host) => adopt(host, input('checkbox')),
  RADIO: (host) => adopt(host, input('radio')),
  SWITCH: (host) => adopt(host, input('checkbox', { role: 'switch' })),
  PICKER: (host) => adopt(host, create('select')),
};

/** Gives a newly created built-in component its control, when it has one. */
export function equip(host: HTMLElement): void {
  MAKERS[host.tagName]?.(host);
}

type Setter = (control: Control, value: unknown) => void;

const toggle: Record<string, Setter> = {
  checked: (control, value) => {
    if (control instanceof HTMLInputElement) control.checked = asFlag(value);
  },
  disabled: (control, value) => void (control.disabled = asFlag(value)),
  'aria-label': (control, value) => control.setAttribute('aria-label', asText(value)),
};

const SETTERS: Record<string, Record<string, Setter>> = {
  CHECKBOX: toggle,
  RADIO: toggle,
  SWITCH: toggle,
};

/** @returns whether the attribute was for the control inside; `value` stays on the host as well */
export function setControlAttribute(host: HTMLElement, name: string, value: unknown): boolean {
  const control = controls.get(host);
  if (!control) return false;
  if (host.tagName === 'PICKER') {
    return setPickerAttribute(host, name, value, (next) => adopt(host, next));
  }
  const setter = SETTERS[host.tagName]?.[name];
  setter?.(control, value);
  return setter !== undefined;
}
