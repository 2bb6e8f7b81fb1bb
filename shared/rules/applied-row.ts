import type { Confidence, PolicyRow } from '../policy/schema';

/** The policy row an answer rests on, as it is shown to people. */
export interface AppliedRow {
  id: string;
  title: string;
  document: string;
  confidence: Confidence;
}

/** @returns the citable part of each row, every row once, in order */
export function citeRows(rows: readonly PolicyRow[]): AppliedRow[] {
  const seen = new Set<string>();
  return rows.flatMap(({ id, title, document, confidence }) => {
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ id, title, document, confidence }];
  });
}
