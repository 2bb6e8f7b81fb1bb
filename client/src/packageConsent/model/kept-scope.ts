/** A person's choices as the device keeps them while they go back and forth. */
import { isIsoDate, laterOf } from '@yibao/shared/rules/dates';
import { isRecord } from '../../services/storage';
import { isFixedMode, oftenChoices, type Scope } from './scope';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOf = (value: unknown, most: number): number =>
  typeof value === 'number' && value >= 0 ? Math.min(value, most) : most;

function periodIn(kept: Record<string, unknown>, { dataFrom, dataTo }: Scope) {
  const day = (value: unknown, asked: string) =>
    typeof value === 'string' && isIsoDate(value) ? value : asked;
  const from = laterOf(day(kept.dataFrom, dataFrom), dataFrom);
  const to = day(kept.dataTo, dataTo) < dataTo ? day(kept.dataTo, dataTo) : dataTo;
  return from <= to ? { dataFrom: from, dataTo: to } : { dataFrom, dataTo };
}

/**
 * What the device kept of a person's choices, within what is asked for now, whatever was kept.
 *
 * @param text JSON of a scope; undefined and anything else read as `start`
 */
export function readScope(text: string | undefined, widest: Scope, start: Scope): Scope {
  const kept = parsed(text);
  if (!kept) return start;
  const { frequency } = kept;
  const often = oftenChoices(widest.frequency).find(
    (each) =>
      isRecord(frequency) &&
      each.frequency.unit === frequency.unit &&
      each.frequency.limit === frequency.limit,
  );
  return {
    fields: widest.fields.filter((each) => listOf(kept.fields).includes(each)),
    kinds: widest.kinds.filter((each) => listOf(kept.kinds).includes(each)),
    ...periodIn(kept, widest),
    validDays: numberOf(kept.validDays, widest.validDays),
    frequency: often?.frequency ?? start.frequency,
    modes: widest.modes.filter((each) => isFixedMode(each) || listOf(kept.modes).includes(each)),
    retentionDays: numberOf(kept.retentionDays, widest.retentionDays),
  };
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
