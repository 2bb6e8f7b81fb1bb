import { useEffect, useRef } from 'react';
import Taro, { useDidShow } from '@tarojs/taro';

/** The input element inside the field `fieldId`. */
export function inputIdOf(fieldId: string): string {
  return `${fieldId}-input`;
}

/**
 * The element with an id on the page on top: the pages below keep theirs in the document, and one
 * may be the same page.
 */
function onTop(id: string): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>(`[id="${id}"]`);
  return Array.from(all)
    .filter((element) => element.getClientRects().length > 0)
    .pop();
}

/** Brings a field into view and, in a browser, puts the cursor into it. */
export function focusField(fieldId: string): void {
  if (process.env.TARO_ENV === 'h5') {
    const field = onTop(fieldId);
    if (!field) return;
    const target = field.querySelector<HTMLElement>('input, [tabindex="0"]') ?? field;
    field.scrollIntoView({ block: 'center' });
    target.focus({ preventScroll: true });
    return;
  }
  void Taro.pageScrollTo({ selector: `#${fieldId}`, offsetTop: -80, duration: 200 });
}

/** To where a page's answer stands, after what was done below it has changed it. */
export function scrollToTop(): void {
  void Taro.pageScrollTo({ scrollTop: 0, duration: 0 });
}

/** Frames in which a page that was just opened is put together; it may lose the focus until then. */
const SETTLING_FRAMES = 30;

/**
 * Focuses what `find` finds as soon as that can be, and keeps the focus there while the page is put
 * together, unless it goes elsewhere meanwhile.
 * @returns stops it
 */
function focusWhenShown(find: () => HTMLElement | null | undefined): () => void {
  const before = document.activeElement;
  let frame = 0;
  const attempt = (left: number) => {
    const element = find();
    const now = document.activeElement;
    if (now !== before && now !== document.body && now !== element) return;
    if (now !== element) element?.focus({ preventScroll: true });
    if (left > 0) frame = requestAnimationFrame(() => attempt(left - 1));
  };
  attempt(SETTLING_FRAMES);
  return () => cancelAnimationFrame(frame);
}

/**
 * In a browser the focus goes to the page's heading whenever the page comes up, so that a screen
 * reader says the new question instead of staying at the button of the page before. WeChat does
 * that itself.
 * @param pageId the id of the Page
 * @param active false while something else on the page takes the focus, e.g. a wrong field
 */
export function useHeadingFocus(pageId: string, active = true): void {
  const stop = useRef<() => void>();
  const take = () => {
    if (process.env.TARO_ENV !== 'h5' || !active) return;
    stop.current?.();
    stop.current = focusWhenShown(() => onTop(pageId)?.querySelector<HTMLElement>('.heading--1'));
  };
  const isFirst = useRef(true);
  // A page that was still being fetched when it came up is drawn later.
  useEffect(() => {
    if (isFirst.current) take();
    isFirst.current = false;
  });
  useEffect(() => () => stop.current?.(), []);
  useDidShow(take);
}
