import {
  Element as WxElement,
  Event as WxEvent,
  type EventOptions,
  type CurrentWindowBackendContext,
} from 'glass-easel';
import { isControl } from './controls';
import { targetElement } from './dom';

/** glass-easel leaves its own node on the DOM element it made. */
interface Hosted extends globalThis.Element {
  __wxElement?: WxElement;
}

/** @returns glass-easel's node of this element or of the nearest one around it */
export function wxElementOf(start: globalThis.Element | null): WxElement | undefined {
  let element: Hosted | null = start;
  while (element && !element.__wxElement) element = element.parentElement;
  return element?.__wxElement;
}

/** Sends a built-in component's own event: as in WeChat these do not bubble, unless asked to. */
export function fire(
  element: globalThis.Element,
  type: string,
  detail: object = {},
  options: EventOptions = {},
): void {
  const node = wxElementOf(element);
  if (!node) return;
  WxEvent.dispatchEvent(node, new WxEvent(type, detail, { bubbles: false, ...options }));
}

const BUBBLING = { bubbles: true, composed: true } as const;

type TextField = HTMLInputElement | HTMLTextAreaElement;

const asTextField = (element: unknown): TextField | undefined =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
    ? element
    : undefined;

const fieldDetail = (target: globalThis.Element) => {
  const field = asTextField(target);
  if (!field || isControl(field)) return undefined;
  return { value: field.value, cursor: field.selectionStart ?? field.value.length, keyCode: 0 };
};

const scrollDetail = ({
  scrollTop,
  scrollLeft,
  scrollHeight,
  scrollWidth,
}: globalThis.Element) => ({
  scrollTop,
  scrollLeft,
  scrollHeight,
  scrollWidth,
});

const noDetail = () => ({});

/**
 * Browser events that a page may hear, with the detail WeChat gives them; undefined keeps an event
 * away. What is not named here reaches no page: WeChat has no `click`, and `change` means another
 * thing there.
 */
const FORWARDED: Record<string, (target: globalThis.Element) => object | undefined> = {
  input: fieldDetail,
  focus: fieldDetail,
  blur: fieldDetail,
  scroll: scrollDetail,
  touchstart: noDetail,
  touchmove: noDetail,
  touchend: noDetail,
  touchcancel: noDetail,
  transitionend: noDetail,
  animationend: noDetail,
};

/** Lets browser events through to the pages in WeChat's form. */
export function connectEvents(context: CurrentWindowBackendContext): void {
  context.onEvent((target, type, _detail, options) => {
    const { originalEvent } = options;
    const source = originalEvent instanceof Event ? targetElement(originalEvent) : undefined;
    const detail = source && FORWARDED[type]?.(source);
    if (!detail) return;
    const event = new WxEvent(type, detail, options);
    WxEvent.dispatchEvent(target, event);
    if (event.defaultPrevented() && originalEvent instanceof Event) originalEvent.preventDefault();
  });
}

const LONG_PRESS_MS = 350;

const isDisabled = (element: globalThis.Element) => element.closest('[disabled]') !== null;

/**
 * A label's click reaches its control as a second click, from no pointer: that is no second tap.
 */
function isEchoOfLabel(event: MouseEvent, element: globalThis.Element): boolean {
  return isControl(element) && event instanceof PointerEvent && event.pointerId === -1;
}

/**
 * `tap` is the browser's click: one rule for finger, mouse and keyboard. A press that was held has
 * become `longpress` and is no tap any more.
 */
export function installTaps(root: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  root.addEventListener('pointerdown', (event) => {
    held = false;
    const element = targetElement(event);
    timer = setTimeout(() => {
      held = true;
      if (element && !isDisabled(element)) {
        fire(element, 'longpress', {}, { ...BUBBLING, originalEvent: event });
      }
    }, LONG_PRESS_MS);
  });
  for (const type of ['pointerup', 'pointercancel', 'pointermove']) {
    root.addEventListener(type, () => clearTimeout(timer));
  }
  root.addEventListener('click', (event) => {
    const element = targetElement(event);
    const wasHeld = held;
    held = false;
    if (!element || wasHeld || isDisabled(element) || isEchoOfLabel(event, element)) return;
    const detail = { x: event.clientX, y: event.clientY };
    fire(element, 'tap', detail, { ...BUBBLING, originalEvent: event });
  });
  root.addEventListener('contextmenu', (event) => event.preventDefault());
}

// ---- what a handler is given --------------------------------------------------------------------

interface Touch2D {
  identifier: number;
  pageX: number;
  pageY: number;
  clientX: number;
  clientY: number;
}

const touchOf = ({ identifier, pageX, pageY, clientX, clientY }: Touch2D): Touch2D => ({
  identifier,
  pageX,
  pageY,
  clientX,
  clientY,
});

function touchesOf(original: unknown, key: 'touches' | 'changedTouches'): Touch2D[] {
  if (original instanceof TouchEvent) return Array.from(original[key], touchOf);
  if (original instanceof MouseEvent) return [touchOf({ identifier: 0, ...pointOf(original) })];
  return [];
}

const pointOf = ({ pageX, pageY, clientX, clientY }: MouseEvent) => ({
  pageX,
  pageY,
  clientX,
  clientY,
});

function shapeTarget(node: WxElement) {
  const element: unknown = node.getBackendElement();
  const box = element instanceof HTMLElement ? element : { offsetLeft: 0, offsetTop: 0 };
  const { offsetLeft, offsetTop } = box;
  return { id: node.id, offsetLeft, offsetTop, dataset: { ...node.dataset } };
}

interface ShadowedEvent extends WxEvent<unknown> {
  target: WxElement;
  currentTarget: WxElement;
}

const isShadowed = (value: unknown): value is ShadowedEvent =>
  value instanceof WxEvent && 'currentTarget' in value && value.currentTarget instanceof WxElement;

function shapeEvent(event: unknown): unknown {
  if (!isShadowed(event)) return event;
  const original = event.getOriginalEvent();
  return {
    type: event.type,
    timeStamp: event.timeStamp,
    detail: event.detail,
    mark: {},
    target: shapeTarget(event.target),
    currentTarget: shapeTarget(event.currentTarget),
    touches: touchesOf(original, 'touches'),
    changedTouches: touchesOf(original, 'changedTouches'),
  };
}

type Handler = (this: unknown, ...args: unknown[]) => unknown;

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

/** Lifecycle methods get what the runner gives them; all others get events in WeChat's shape. */
export function withShapedEvents<T extends object>(methods: T): T {
  const wrap = ([name, value]: [string, unknown]): [string, unknown] => {
    if (!isHandler(value) || /^on[A-Z]/.test(name)) return [name, value];
    const handler: Handler = function handle(first, ...rest) {
      return value.call(this, shapeEvent(first), ...rest);
    };
    return [name, handler];
  };
  return { ...methods, ...Object.fromEntries(Object.entries(methods).map(wrap)) };
}
