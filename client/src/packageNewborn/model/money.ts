import type { Answers, Quote } from './answers';

export type QuotedYear = Quote['years'][number];

/** The year after the birth year, where it is among what can be paid. */
export function nextYearOf({ years }: Pick<Quote, 'years'>): QuotedYear | undefined {
  return years[1];
}

/**
 * The years this application is for: the first that brings any cover, and the next where it is
 * offered and wished for.
 */
export function chosenYears(
  { years, nextYearOffered }: Pick<Quote, 'years' | 'nextYearOffered'>,
  { payNextYear }: Pick<Answers, 'payNextYear'>,
): QuotedYear[] {
  const covering = years.filter(({ cover }) => cover !== null);
  return covering.slice(0, payNextYear && nextYearOffered ? 2 : 1);
}

/** Whether a subsidy is in the amounts already; the lists are asked with the application itself. */
export function isSubsidised(years: readonly QuotedYear[]): boolean {
  return years.some(({ fee }) => fee.subsidyFen > 0);
}

/** What these years cost together, in fen. */
export function totalFen(years: readonly QuotedYear[]): number {
  return years.reduce((sum, { fee }) => sum + fee.payableFen, 0);
}
