/** The policies this build carries: one folder a city, one file a coverage year. */
import year2024 from './340600/2024.json';
import year2025 from './340600/2025.json';
import year2026 from './340600/2026.json';
import year2027 from './340600/2027.json';
import { type Policy, policySchema } from './schema';

export type {
  CollectionWindow,
  Confidence,
  CoveragePolicy,
  Policy,
  PolicyRow,
  UnpublishedPolicy,
} from './schema';

/** A city with a policy folder: GB/T 2260 code and name. */
export interface Region {
  code: string;
  name: string;
}

const files: unknown[] = [year2024, year2025, year2026, year2027];
const keyOf = (region: string, year: number): string => `${region}-${year}`;

function load(): Map<string, Policy> {
  const loaded = new Map<string, Policy>();
  for (const file of files) {
    const policy = policySchema.parse(file);
    const key = keyOf(policy.region, policy.year);
    if (loaded.has(key)) throw new Error(`two policies for ${key}`);
    loaded.set(key, policy);
  }
  return loaded;
}

const policies = load();

/** Every city with a policy, once. */
export const regions: readonly Region[] = [
  ...new Map([...policies.values()].map((p) => [p.region, p.regionName])),
].map(([code, name]) => ({ code, name }));

/**
 * @param region six digits, GB/T 2260
 * @param year coverage year (参保年度)
 * @returns the city's policy; one with status `unpublished` when the city has not announced the
 *   year; null when nothing is known of the city or the year
 */
export function policyFor(region: string, year: number): Policy | null {
  return policies.get(keyOf(region, year)) ?? null;
}

/** @returns the coverage years on file for a city, ascending, unpublished ones included */
export function coverageYearsOf(region: string): number[] {
  return [...policies.values()]
    .filter((policy) => policy.region === region)
    .map(({ year }) => year)
    .sort((a, b) => a - b);
}
