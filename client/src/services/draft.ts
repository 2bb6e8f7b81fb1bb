import { useCallback, useState } from 'react';
import { useDidShow } from '@tarojs/taro';
import { isRecord, tolerate } from './storage';

/**
 * What a person typed and has not sent yet. Drafts hold names and document numbers, so they live in
 * memory; in a browser also in the tab's session, because the face check leaves the page.
 */
const PREFIX = 'draft:';
const inMemory = new Map<string, Record<string, string>>();

function readTab(key: string): Record<string, string> | undefined {
  if (process.env.TARO_ENV !== 'h5') return undefined;
  const stored = tolerate<unknown>(() =>
    JSON.parse(window.sessionStorage.getItem(PREFIX + key) ?? 'null'),
  );
  if (!isRecord(stored)) return undefined;
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string';
    }),
  );
}

function writeTab(key: string, draft: Record<string, string> | undefined): void {
  if (process.env.TARO_ENV !== 'h5') return;
  tolerate(() => {
    if (draft) window.sessionStorage.setItem(PREFIX + key, JSON.stringify(draft));
    else window.sessionStorage.removeItem(PREFIX + key);
  });
}

/** Forgets every draft, e.g. at logout. */
export function clearDrafts(): void {
  inMemory.clear();
  if (process.env.TARO_ENV !== 'h5') return;
  tolerate(() => {
    for (const key of Object.keys(window.sessionStorage)) {
      if (key.startsWith(PREFIX)) window.sessionStorage.removeItem(key);
    }
  });
}

/** `after`, or `before` itself where nothing differs, so that nothing is drawn anew. */
function sameValues(
  before: Record<string, string>,
  after: Record<string, string>,
): Record<string, string> {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

export interface Draft {
  values: Record<string, string>;
  set: (change: Record<string, string>) => void;
  /** Forgets it: what was typed has been sent. */
  clear: () => void;
}

/** What was typed under `key` so far; empty when that is nothing. */
function valuesOf(key: string): Record<string, string> {
  return inMemory.get(key) ?? readTab(key) ?? {};
}

/**
 * What was typed under `key`, kept when the person goes back and comes again. A page that is shown
 * again has what was typed on the pages above it.
 */
export function useDraft(key: string): Draft {
  const [values, setValues] = useState(() => valuesOf(key));
  useDidShow(() => setValues((before) => sameValues(before, valuesOf(key))));
  const set = useCallback(
    (change: Record<string, string>) => {
      const next = { ...valuesOf(key), ...change };
      inMemory.set(key, next);
      writeTab(key, next);
      setValues(next);
    },
    [key],
  );
  const clear = useCallback(() => {
    inMemory.delete(key);
    writeTab(key, undefined);
    setValues({});
  }, [key]);
  return { values, set, clear };
}
