import { useEffect } from 'react';

/** A screen that nobody touches for so long shows nothing any more. */
const idleMs = 10 * 60_000;
const touches = ['pointerdown', 'keydown', 'wheel'] as const;

/** Calls `end` once nobody has touched the page for a while; only while it is `active`. */
export function useIdleEnd(active: boolean, end: () => void): void {
  useEffect(() => {
    if (!active) return;
    let timer = setTimeout(end, idleMs);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(end, idleMs);
    };
    for (const touch of touches) window.addEventListener(touch, again, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const touch of touches) window.removeEventListener(touch, again);
    };
  }, [active, end]);
}
