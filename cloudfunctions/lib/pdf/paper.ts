import PDFDocument from 'pdfkit';
import { type Fonts } from './fonts';

/** Points (1/72 inch) throughout; A4 upright. */
export const pageWidth = 595.28;
export const pageHeight = 841.89;
export const margin = 56;
export const contentWidth = pageWidth - 2 * margin;
/** Nothing of the content reaches below: the footer stands there. */
export const contentBottom = pageHeight - 76;

export const colours = {
  ink: '#1A1D21',
  soft: '#555C66',
  line: '#C9CED6',
  shade: '#F1F4F8',
  brand: '#0A5FA8',
  watermark: '#8A93A0',
} as const;

export interface PaperOptions {
  title: string;
  /** Who made it, for the file's properties. */
  author: string;
  /** Epoch milliseconds; the only clock of the file, so that equal input gives equal bytes. */
  createdAt: number;
  /** On the left of each page's foot; the page's number stands on the right. */
  footer: string;
  /** Across each page, faintly; null for none. */
  watermark: string | null;
}

export interface TextStyle {
  size?: number;
  colour?: string;
  bold?: boolean;
  align?: 'left' | 'center' | 'right';
  width?: number;
  lineGap?: number;
}

/** The one weight is drawn a little thicker for what has to stand out. */
const boldStroke = 0.035;

/**
 * A paper that grows downwards: `y` is where the next thing goes. Everything on it is written
 * before it is made, so that the font can be chosen and every page can say how many there are.
 */
export class Paper {
  readonly doc: PDFKit.PDFDocument;
  y = margin;
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<Buffer>;

  /**
   * @param text all that will be written, for the choice of the font
   * @throws UnprintableTextError when a character of it cannot be printed
   */
  constructor(
    fonts: Fonts,
    text: string,
    private readonly options: PaperOptions,
  ) {
    const { title, author, createdAt, footer, watermark } = options;
    const font = fonts.for(`${title}${footer}${watermark ?? ''}${text}0123456789第共页/ `);
    const date = new Date(createdAt);
    this.doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: 'zh-CN',
      displayTitle: true,
      // no Helvetica: the one font is ours, embedded
      font: '',
      info: { Title: title, Author: author, CreationDate: date, ModDate: date },
    });
    this.doc.font(Buffer.from(font));
    this.doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#done = new Promise((resolve, reject) => {
      this.doc.on('end', () => resolve(Buffer.concat(this.#chunks)));
      this.doc.on('error', reject);
    });
  }

  /** Height that a text takes in a width. */
  heightOf(text: string, style: TextStyle = {}): number {
    const { size = 10.5, width = contentWidth, lineGap = 3 } = style;
    return this.doc.fontSize(size).heightOfString(text, { width, lineGap });
  }

  /** Writes at a place; the paper's own `y` stays. @returns where the text ends */
  textAt(text: string, x: number, y: number, style: TextStyle = {}): number {
    const { size = 10.5, colour = colours.ink, bold = false } = style;
    const { align = 'left', width = contentWidth, lineGap = 3 } = style;
    const { doc } = this;
    doc.fontSize(size).fillColor(colour);
    if (bold) doc.strokeColor(colour).lineWidth(size * boldStroke);
    doc.text(text, x, y, { width, align, lineGap, fill: true, stroke: bold });
    return y + this.heightOf(text, { size, width, lineGap });
  }

  /** A paragraph over the whole width, on the next page when it does not fit. */
  paragraph(text: string, style: TextStyle & { after?: number } = {}): void {
    this.need(this.heightOf(text, style));
    this.y = this.textAt(text, margin, this.y, style) + (style.after ?? 6);
  }

  /** Goes to the next page unless so much height is left on this one. @returns whether it did */
  need(height: number): boolean {
    if (this.y + height <= contentBottom) return false;
    this.doc.addPage();
    this.y = margin;
    return true;
  }

  rule(y: number, colour: string = colours.line): void {
    this.doc
      .moveTo(margin, y)
      .lineTo(margin + contentWidth, y)
      .lineWidth(0.6)
      .strokeColor(colour)
      .stroke();
  }

  /** @returns the whole file */
  finish(): Promise<Buffer> {
    const { count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(page);
      this.#watermark();
      this.#footer(`第 ${page + 1} 页 / 共 ${count} 页`);
    }
    this.doc.end();
    return this.#done;
  }

  #footer(pages: string): void {
    const y = pageHeight - 52;
    this.rule(y - 8);
    const style = { size: 8.5, colour: colours.soft };
    this.textAt(this.options.footer, margin, y, { ...style, width: contentWidth - 90 });
    const width = 90;
    this.textAt(pages, margin + contentWidth - width, y, { ...style, width, align: 'right' });
  }

  #watermark(): void {
    const { watermark } = this.options;
    if (watermark === null) return;
    const { doc } = this;
    const { size, rows, columns, step } = watermarkLayout(watermark);
    doc
      .save()
      .opacity(size < 20 ? 0.28 : 0.13)
      .fontSize(size)
      .fillColor(colours.watermark);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = 40 + column * 290 + (row % 2) * 60;
        const y = 130 + row * step;
        doc.save().rotate(-24, { origin: [x, y] });
        doc.text(watermark, x, y, { lineBreak: false });
        doc.restore();
      }
    }
    doc.restore();
  }
}

/** A long watermark says who looked and by which query: small, dense, on every part of the page. */
function watermarkLayout(text: string) {
  return text.length > 24
    ? { size: 11, rows: 10, columns: 1, step: 74 }
    : { size: 22, rows: 5, columns: 2, step: 155 };
}
