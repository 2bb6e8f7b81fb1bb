import { type Fonts } from './fonts';
import { colours, Paper } from './paper';
import { type Column, keyValues, table } from './table';

/** A list that somebody takes along: what it is, about whom, its rows, what to know about it. */
export interface Statement {
  title: string;
  /** About whom and which time, e.g. 姓名, 年度. */
  facts: { label: string; value: string }[];
  columns: Column[];
  rows: string[][];
  /** Instead of the table when there are no rows. */
  emptyText: string;
  /** Below the table, a paragraph each. */
  notes: string[];
  author: string;
  createdAt: number;
  footer: string;
  watermark: string | null;
}

/**
 * Any list as a PDF: rows over pages, the head repeated, page n of m.
 *
 * @throws UnprintableTextError when a character of it cannot be printed
 */
export function renderStatement(fonts: Fonts, statement: Statement): Promise<Buffer> {
  const { title, facts, columns, rows, emptyText, notes, ...rest } = statement;
  const text = [
    ...facts.flatMap(({ label, value }) => [label, value]),
    ...columns.map((column) => column.title),
    ...rows.flat(),
    ...notes,
    emptyText,
  ].join('');
  const paper = new Paper(fonts, text, { title, ...rest });
  paper.paragraph(title, { size: 20, bold: true, after: 14 });
  keyValues(paper, facts);
  paper.y += 14;
  if (rows.length > 0) table(paper, columns, rows);
  else paper.paragraph(emptyText, { colour: colours.soft });
  paper.y += 10;
  for (const note of notes) paper.paragraph(note, { size: 9, colour: colours.soft, after: 3 });
  return paper.finish();
}
