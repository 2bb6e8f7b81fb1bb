import { useMemo } from 'react';
import { useDraft } from '@/services/draft';
import { readScope } from './model/kept-scope';
import type { Scope } from './model/scope';

export interface ScopeDraft {
  scope: Scope;
  change: (scope: Scope) => void;
  /** Whether a tick was set under exactly these words. */
  isTicked: (name: TickName, textHash: string) => boolean;
  tick: (name: TickName, textHash: string | null) => void;
  clear: () => void;
}

export const tickNames = ['thirdParty', 'sensitive'] as const;
export type TickName = (typeof tickNames)[number];

/** Under this key the choices about one consent are kept until it is granted or denied. */
export const draftKeyOf = (consentId: string): string => `consent-${consentId}`;

const untouched = { thirdParty: '', sensitive: '' } satisfies Record<TickName, string>;

/**
 * What the person lets be seen and has agreed to so far, kept while they go back and forth.
 *
 * @param widest what was asked for; whatever the device kept stays within it
 * @param start where nothing was chosen yet
 */
export function useScope(key: string, widest: Scope, start: Scope): ScopeDraft {
  const { values, set, clear } = useDraft(key);
  const kept = values.scope;
  const scope = useMemo(() => readScope(kept, widest, start), [kept, widest, start]);
  return {
    scope,
    // what is agreed to is agreed to for what it was: another scope is ticked anew
    change: (next) => set({ ...untouched, scope: JSON.stringify(next) }),
    isTicked: (name, textHash) => values[name] === textHash,
    tick: (name, textHash) => set({ [name]: textHash ?? '' }),
    clear,
  };
}
