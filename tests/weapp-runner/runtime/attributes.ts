import { NativeNode } from 'glass-easel';
import { setControlAttribute } from './controls';
import { asFlag, asText } from './dom';
import { setDecorationAttribute } from './decorations';

/** How one attribute of a built-in component becomes something the browser understands. */
type AttributeRule = (element: HTMLElement, value: unknown) => void;

const FLAGS = new Set([
  'disabled',
  'focus',
  'auto-focus',
  'hidden',
  'loading',
  'plain',
  'readonly',
]);

const INPUT_MODES: Record<string, string> = { number: 'numeric', digit: 'decimal', idcard: 'text' };

function setTextValue(element: HTMLElement, value: unknown): void {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return;
  const text = asText(value);
  // Writing the same text again would move the caret.
  if (element.value !== text) element.value = text;
}

function setMaxLength(element: HTMLElement, value: unknown): void {
  const limit = Number(value);
  if (limit >= 0) element.setAttribute('maxlength', String(limit));
  else element.removeAttribute('maxlength');
}

function setInputType(element: HTMLElement, value: unknown): void {
  const type = asText(value);
  element.setAttribute('type', type === 'safe-password' ? 'password' : 'text');
  element.setAttribute('inputmode', INPUT_MODES[type] ?? 'text');
}

const setFocus: AttributeRule = (element, value) => {
  // The node is not in the document yet while its template is being built.
  if (asFlag(value)) setTimeout(() => element.focus());
};

const setScroll = (side: 'scrollTop' | 'scrollLeft'): AttributeRule => {
  return (element, value) => {
    if (asText(value) !== '') element[side] = Number(value);
  };
};

/** A browser lets the keyboard scroll what scrolls; whoever checks the page wants to read it. */
const setScrollable: AttributeRule = (element, value) => {
  if (asFlag(value)) element.tabIndex = 0;
};

const scrollIntoView: AttributeRule = (element, value) => {
  const id = asText(value);
  if (id !== '') setTimeout(() => element.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView());
};

const textField: Record<string, AttributeRule> = {
  value: setTextValue,
  maxlength: setMaxLength,
  focus: setFocus,
  'confirm-type': (element, value) => element.setAttribute('enterkeyhint', asText(value)),
};

const RULES: Record<string, Record<string, AttributeRule>> = {
  INPUT: {
    ...textField,
    type: setInputType,
    password: (element, value) => {
      if (asFlag(value)) element.setAttribute('type', 'password');
    },
  },
  TEXTAREA: textField,
  BUTTON: {
    // HTML's own type would submit the form around it.
    type: (element, value) => void (element.dataset.type = asText(value) || 'default'),
  },
  'SCROLL-VIEW': {
    'scroll-x': setScrollable,
    'scroll-y': setScrollable,
    'scroll-top': setScroll('scrollTop'),
    'scroll-left': setScroll('scrollLeft'),
    'scroll-into-view': scrollIntoView,
  },
};

const ANY_ELEMENT: Record<string, AttributeRule> = {
  'aria-role': (element, value) => setPlain(element, 'role', value),
};

function setPlain(element: HTMLElement, name: string, value: unknown): void {
  const text = typeof value === 'object' && value ? JSON.stringify(value) : asText(value);
  // aria-checked="false" says something; a missing aria-checked does not
  const says = name.startsWith('aria-') ? text !== '' : value !== false && text !== '';
  if (!says) element.removeAttribute(name);
  else element.setAttribute(name, FLAGS.has(name) ? '' : text);
}

function applyAttribute(element: HTMLElement, name: string, value: unknown): void {
  const rule = RULES[element.tagName]?.[name] ?? ANY_ELEMENT[name];
  if (rule) {
    rule(element, value);
    return;
  }
  if (setDecorationAttribute(element, name, value)) return;
  const moved = setControlAttribute(element, name, value);
  // A name said twice would be read twice: the control inside carries it.
  if (!(moved && name.startsWith('aria-'))) setPlain(element, name, value);
}

/** Values as the page set them, objects included: what a form or a group reports. */
const values = new WeakMap<Element, Map<string, unknown>>();

/** @returns the attribute as the page set it, before it became text */
export const attributeOf = (element: Element, name: string): unknown =>
  values.get(element)?.get(name);

/** Makes glass-easel hand the attributes of built-in components to the rules above. */
export function installAttributes(): void {
  NativeNode.prototype.updateAttribute = function updateAttribute(name: string, value: unknown) {
    const element = this.getBackendElement();
    if (!(element instanceof HTMLElement)) return;
    const known = values.get(element) ?? new Map<string, unknown>();
    values.set(element, known.set(name, value));
    applyAttribute(element, name, value);
  };
}
