import { encode } from 'uqr';
import { colours, type Paper } from './paper';

/**
 * A QR code of dark squares on the paper's white; a quiet zone of four squares belongs to it.
 *
 * @param size side in points, quiet zone included
 */
export function qrCode(paper: Paper, text: string, x: number, y: number, size: number): void {
  const { data } = encode(text, { ecc: 'M', border: 4 });
  const step = size / data.length;
  const { doc } = paper;
  for (const [row, squares] of data.entries()) {
    for (let column = 0; column < squares.length; column++) {
      if (!squares[column]) continue;
      let length = 1;
      while (squares[column + length]) length++;
      // a hair wider, so that no viewer draws white lines between neighbours
      doc.rect(x + column * step, y + row * step, length * step + 0.05, step + 0.05);
      column += length;
    }
  }
  doc.fill(colours.ink);
}

/**
 * Our own mark of an electronic signature: a blue frame with a tick. Nothing red or round with a
 * star on purpose, so that nobody takes it for an office's seal.
 *
 * @param size side in points
 */
export function signatureMark(
  paper: Paper,
  x: number,
  y: number,
  size: number,
  words: { above: string; below: string },
): void {
  const { doc } = paper;
  const { brand } = colours;
  doc.lineWidth(1.6).roundedRect(x, y, size, size, 10).stroke(brand);
  doc
    .lineWidth(0.5)
    .roundedRect(x + 3.5, y + 3.5, size - 7, size - 7, 7)
    .stroke(brand);
  for (let ring = 0; ring < 9; ring++) {
    const angle = (ring * Math.PI) / 9;
    doc.save().rotate((angle * 180) / Math.PI, { origin: [x + size / 2, y + size / 2] });
    doc.lineWidth(0.25).ellipse(x + size / 2, y + size / 2, size * 0.3, size * 0.12);
    doc.strokeOpacity(0.5).stroke(brand);
    doc.restore();
  }
  const [cx, cy, arm] = [x + size / 2, y + size / 2, size * 0.085];
  doc.circle(cx, cy, size * 0.15).fill('#FFFFFF');
  doc.lineWidth(2.4).lineCap('round').lineJoin('round');
  doc
    .moveTo(cx - arm, cy)
    .lineTo(cx - arm * 0.2, cy + arm * 0.8)
    .lineTo(cx + arm * 1.1, cy - arm * 0.8)
    .stroke(brand);
  const style = { size: size * 0.092, colour: brand, width: size, align: 'center' } as const;
  paper.textAt(words.above, x, y + size * 0.1, { ...style, bold: true });
  paper.textAt(words.below, x, y + size * 0.8, style);
}
