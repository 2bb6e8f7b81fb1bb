import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { billPartLines, paperTitle } from '@yibao/shared/rules/look-words';
import { formatSignedYuan } from '@yibao/shared/rules/money';
import { verifyUrl } from '../certificate/verify-url';
import { qrCode } from '../lib/pdf/figures';
import { type Fonts } from '../lib/pdf/fonts';
import { colours, margin, Paper } from '../lib/pdf/paper';
import { keyValues, table } from '../lib/pdf/table';
import { paperColumnsOf } from './columns';
import { type HeadParts, headOf } from './look-head';
import { hasSettlements } from './read-look';

export interface PrintParts extends HeadParts {
  serial: string;
  /** In groups. */
  code: string;
  issuer: string;
  publicUrl: string;
}

/**
 * What a clerk prints: the very data of the print's own decision, the watermark on every page, a
 * code that anybody can check. The same parts give the same bytes.
 *
 * @throws UnprintableTextError when a character of it cannot be printed
 */
export function makePrint(fonts: Fonts, parts: PrintParts): Promise<Buffer> {
  const { data, ask, watermark, serial, code, issuer, publicUrl } = parts;
  const facts = headOf(parts).map(({ label, text }) => ({ label, value: text }));
  const columns = paperColumnsOf(ask.fields);
  const rows = data.settlements.map((row, n) => [
    String(n + 1),
    ...columns.map(({ cell }) => cell(row, formatSignedYuan)),
  ]);
  const details = billPartLines(data.settlements);
  const address = verifyUrl(publicUrl, code);
  const help = [
    `这份查询单按本人的授权打印，只能用于上面写明的用途，用完按约定销毁。`,
    `扫二维码，或在 ${publicUrl}/verify 填写验证码 ${code}，可以核对是谁、什么时候打印的，内容有没有改过。`,
    `${issuer}　${formatChineseDateTime(watermark.at)}　查询编号 ${watermark.lookId}`,
  ];
  const heads = ['序号', ...columns.map((column) => column.title)];
  const text = [...facts.flatMap(({ label, value }) => [label, value]), ...heads, ...rows.flat()];
  const paper = new Paper(fonts, [...text, ...details, ...help, serial, '没有记录。'].join(''), {
    title: paperTitle,
    author: issuer,
    createdAt: watermark.at,
    footer: `编号 ${serial}    验证码 ${code}`,
    watermark: watermark.text,
  });
  paper.paragraph(paperTitle, { size: 20, bold: true, after: 4 });
  paper.paragraph(`编号 ${serial}`, { size: 9.5, colour: colours.soft, after: 12 });
  keyValues(paper, facts);
  paper.y += 14;
  if (rows.length > 0 && columns.length > 0) {
    const laid = columns.map(({ title, share, isAmount }) => ({
      title,
      share,
      align: isAmount ? ('right' as const) : ('left' as const),
    }));
    table(paper, [{ title: '序号', share: 0.6, align: 'left' }, ...laid], rows);
  } else if (rows.length === 0 && hasSettlements(ask)) {
    paper.paragraph('没有记录。', { colour: colours.soft });
  }
  paper.y += 10;
  for (const line of details) paper.paragraph(line, { size: 9, after: 2 });
  closing(paper, address, help);
  return paper.finish();
}

function closing(paper: Paper, address: string, help: string[]): void {
  const size = 96;
  paper.y += 8;
  paper.need(size + 8);
  const { y } = paper;
  qrCode(paper, address, margin - 8, y - 8, size);
  let textY = y;
  for (const line of help) {
    const style = { size: 9, colour: colours.soft, width: 360, lineGap: 2 };
    textY = paper.textAt(line, margin + size + 8, textY, style) + 4;
  }
  paper.y = Math.max(y + size, textY);
}
