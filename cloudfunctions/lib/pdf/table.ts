import { colours, contentWidth, margin, type Paper } from './paper';

export interface Column {
  title: string;
  /** Share of the width; the shares of a table are added up. */
  share: number;
  align?: 'left' | 'right' | 'center';
}

const padX = 6;
const padY = 5;
const cellSize = 9.5;
const lineGap = 2;

interface Laid extends Column {
  x: number;
  width: number;
}

function layOut(columns: Column[]): Laid[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  let x = margin;
  return columns.map((column) => {
    const width = (contentWidth * column.share) / shares;
    const laid = { ...column, x, width };
    x += width;
    return laid;
  });
}

/**
 * A table over as many pages as it takes: cells wrap, a row is never cut in two, the head stands
 * on each page again.
 *
 * @param rows each with a text for every column; '' leaves the cell empty
 */
export function table(paper: Paper, columns: Column[], rows: string[][]): void {
  const laid = layOut(columns);
  const heightOf = (cells: string[]): number =>
    Math.max(
      ...laid.map(({ width }, n) =>
        paper.heightOf(cells[n] ?? '', { size: cellSize, width: width - 2 * padX, lineGap }),
      ),
    ) +
    2 * padY -
    lineGap;
  const titles = columns.map(({ title }) => title);
  const headHeight = heightOf(titles);

  const write = (cells: string[], height: number, isHead: boolean): void => {
    const { y } = paper;
    if (isHead) {
      paper.doc.rect(margin, y, contentWidth, height).fill(colours.shade);
      paper.rule(y);
    }
    for (const [n, { x, width, align = 'left' }] of laid.entries()) {
      const style = { size: cellSize, width: width - 2 * padX, align, lineGap };
      const colour = isHead ? colours.soft : colours.ink;
      paper.textAt(cells[n] ?? '', x + padX, y + padY, { ...style, colour, bold: isHead });
    }
    paper.y = y + height;
    paper.rule(paper.y);
  };

  // a head alone at the foot of a page would be a riddle
  paper.need(headHeight + heightOf(rows[0] ?? []));
  write(titles, headHeight, true);
  for (const row of rows) {
    const height = heightOf(row);
    if (paper.need(height)) write(titles, headHeight, true);
    write(row, height, false);
  }
}

/** Facts as name and value, a line each; values wrap. */
export function keyValues(paper: Paper, facts: { label: string; value: string }[]): void {
  const labelWidth = 118;
  const valueWidth = contentWidth - labelWidth - 2 * padX;
  paper.rule(paper.y);
  for (const { label, value } of facts) {
    const height = paper.heightOf(value, { size: 11, width: valueWidth, lineGap }) + 14;
    paper.need(height);
    const { y } = paper;
    paper.doc.rect(margin, y + 0.4, labelWidth, height - 0.8).fill(colours.shade);
    paper.textAt(label, margin + padX, y + 7.5, {
      size: 10,
      colour: colours.soft,
      width: labelWidth - 2 * padX,
    });
    paper.textAt(value, margin + labelWidth + padX, y + 7, {
      size: 11,
      width: valueWidth,
      lineGap,
    });
    paper.y = y + height;
    paper.rule(paper.y);
  }
}
