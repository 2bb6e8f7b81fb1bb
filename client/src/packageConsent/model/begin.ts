/** A consent that the person starts: whom it is for, and how little is enough to begin with. */
import type { Output } from '@yibao/shared/contracts';
import { laterOf, yearEnd, yearOf, yearStart } from '@yibao/shared/rules/dates';
import type { ConsentPurpose, Frequency } from '@yibao/shared/rules/consent-scope';
import { type FieldView, isFixedMode, type Scope } from './scope';

export type Party = Output<'consent.organisations'>['organisations'][number];

/** More than this much is seldom needed, and the person may still narrow it. */
const usual = { level: 2, validDays: 90, looksPerDay: 5, retentionDays: 30 } as const;

/**
 * Organisations whose name or credit code has the typed text in it, all for none.
 *
 * @param kind only of this kind; everybody without it
 */
export function findParties(
  parties: readonly Party[],
  typed: string,
  kind?: Party['kind'],
): Party[] {
  const text = typed.replace(/\s/g, '').toUpperCase();
  return parties.filter(
    (party) =>
      (kind === undefined || party.kind === kind) &&
      (party.name.toUpperCase().includes(text) || party.creditCode.includes(text)),
  );
}

/** An insurer looks once before it insures; others look while a case lasts. */
function oftenEnough(purpose: ConsentPurpose, { unit, limit }: Frequency): Frequency {
  if (purpose === 'UNDERWRITING') return { unit: 'TOTAL', limit: 1 };
  return { unit, limit: Math.min(limit, usual.looksPerDay) };
}

/**
 * What a consent that the person starts begins with: this year and the last, nothing very
 * sensitive, ninety days at most, no files. Always within the ceiling.
 *
 * @param ceiling the most the agreement and the city allow
 * @param today in Shanghai
 */
export function sensibleScope(
  { ceiling, fields }: { ceiling: Scope; fields: readonly FieldView[] },
  purpose: ConsentPurpose,
  today: string,
): Scope {
  const calm = fields.filter(({ level }) => level <= usual.level).map(({ field }) => field);
  const chosen = ceiling.fields.filter((field) => calm.includes(field));
  const to = yearEnd(yearOf(today));
  const dataTo = to < ceiling.dataTo ? to : ceiling.dataTo;
  const dataFrom = laterOf(yearStart(yearOf(today) - 1), ceiling.dataFrom);
  return {
    fields: chosen.length > 0 ? chosen : ceiling.fields,
    kinds: ceiling.kinds,
    dataFrom: dataFrom <= dataTo ? dataFrom : ceiling.dataFrom,
    dataTo,
    validDays: Math.min(ceiling.validDays, usual.validDays),
    frequency: oftenEnough(purpose, ceiling.frequency),
    modes: ceiling.modes.filter((mode) => isFixedMode(mode) || mode !== 'EXPORT'),
    retentionDays: Math.min(ceiling.retentionDays, usual.retentionDays),
  };
}
