/** The runner's own small DOM helpers, so that dialogs and controls read like what they build. */

interface ElementOptions {
  class?: string;
  text?: string;
  attributes?: Record<string, string>;
  children?: Node[];
}

export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (options.class !== undefined) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    element.setAttribute(name, value);
  }
  element.append(...(options.children ?? []));
  return element;
}

/** The element an event came from, never a text node. */
export const targetElement = (event: Event): Element | undefined =>
  event.target instanceof Element ? event.target : undefined;

/** '' for what has no sensible text form. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

/** WeChat takes any truthy value, and the string "false" as true. */
export const asFlag = (value: unknown): boolean => Boolean(value);
