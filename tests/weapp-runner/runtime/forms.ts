import { attributeOf } from './attributes';
import { controlOf, isControl } from './controls';
import { asText, targetElement } from './dom';
import { fire } from './events';

const hostsIn = (root: Element, tag: string) => Array.from(root.querySelectorAll(tag));

const isChecked = (host: Element) => {
  const control = controlOf(host);
  return control instanceof HTMLInputElement && control.checked;
};

const valueOf = (host: Element) => asText(attributeOf(host, 'value'));

const checkedValues = (group: Element) => hostsIn(group, 'checkbox').filter(isChecked).map(valueOf);

function uncheckOthers(group: Element, chosen: Element): void {
  for (const host of hostsIn(group, 'radio').filter((candidate) => candidate !== chosen)) {
    const control = controlOf(host);
    if (control instanceof HTMLInputElement) control.checked = false;
  }
}

/** What happens in WeChat when the control inside a built-in component changes. */
const CHANGES: Record<string, (host: Element) => void> = {
  CHECKBOX: (host) => {
    const group = host.closest('checkbox-group');
    if (group) fire(group, 'change', { value: checkedValues(group) });
  },
  RADIO: (host) => {
    const group = host.closest('radio-group');
    if (!group) return;
    uncheckOthers(group, host);
    fire(group, 'change', { value: valueOf(host) });
  },
  SWITCH: (host) => fire(host, 'change', { value: isChecked(host) }),
  PICKER: (host) => fire(host, 'change', { value: pickerValue(host) }),
};

const pickerValue = (host: Element) => controlOf(host)?.value ?? '';

// ---- forms --------------------------------------------------------------------------------------

/** What each kind of field adds to a submitted form under its name. */
const FIELD_VALUES: Record<string, (field: Element) => unknown> = {
  INPUT: (field) => (field instanceof HTMLInputElement ? field.value : ''),
  TEXTAREA: (field) => (field instanceof HTMLTextAreaElement ? field.value : ''),
  SWITCH: isChecked,
  PICKER: pickerValue,
  'CHECKBOX-GROUP': checkedValues,
  'RADIO-GROUP': (group) => hostsIn(group, 'radio').filter(isChecked).map(valueOf)[0] ?? '',
};

function formValue(form: Element): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const field of form.querySelectorAll('[name]')) {
    const read = FIELD_VALUES[field.tagName];
    if (read) value[field.getAttribute('name') ?? ''] = read(field);
  }
  return value;
}

const FORM_TYPES: Record<string, (form: HTMLFormElement) => void> = {
  submit: (form) => fire(form, 'submit', { value: formValue(form) }),
  reset: (form) => {
    form.reset();
    fire(form, 'reset');
  },
};

function pressFormButton(button: Element): void {
  const form = button.closest('form');
  const press = FORM_TYPES[asText(attributeOf(button, 'form-type'))];
  if (form && press) press(form);
}

/**
 * `<label for>` names the id of a built-in component; the browser looks for a control of that id.
 */
function followLabel(label: HTMLLabelElement): void {
  const host = label.htmlFor ? document.getElementById(label.htmlFor) : null;
  if (host) controlOf(host)?.click();
}

const confirmOnEnter = (event: KeyboardEvent) => {
  const field = event.target;
  if (event.key === 'Enter' && field instanceof HTMLInputElement && !isControl(field)) {
    fire(field, 'confirm', { value: field.value });
  }
};

/** Gives groups, pickers, switches, forms and labels the behaviour that WeChat gives them. */
export function installForms(root: HTMLElement): void {
  root.addEventListener('change', (event) => {
    const control = targetElement(event);
    const host = control && isControl(control) ? control.parentElement : null;
    if (host) CHANGES[host.tagName]?.(host);
  });
  root.addEventListener('click', (event) => {
    const element = targetElement(event);
    const button = element?.closest('button');
    if (button && !button.disabled) pressFormButton(button);
    const label = element?.closest('label');
    if (label) followLabel(label);
  });
  root.addEventListener('keydown', confirmOnEnter);
  // A page's form goes nowhere: its submit event is the whole of it.
  root.addEventListener('submit', (event) => event.preventDefault());
}
