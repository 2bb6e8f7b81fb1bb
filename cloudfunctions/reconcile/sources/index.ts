import { type ReconcileSource } from '@yibao/shared/rules/reconciliation';
import { corePlatformSource } from './core-platform';
import { mutualAidSource, taxHandOverSource, wechatPaySource } from './rails';
import { type Source } from './source';

/** The lists that this build fetches, rails first: what they heal is posted afterwards. */
export const sources: readonly Source[] = [
  wechatPaySource,
  mutualAidSource,
  taxHandOverSource,
  corePlatformSource,
];

/** @throws Error for a list that nobody serves */
export function sourceOf(name: ReconcileSource): Source {
  const found = sources.find((source) => source.name === name);
  if (!found) throw new Error(`a list that is not served: ${name}`);
  return found;
}
