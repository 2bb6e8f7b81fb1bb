import { certificateTitles, type CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { formatChineseDate, formatChineseDateTime, shanghaiDate } from '@yibao/shared/rules/dates';
import { qrCode, signatureMark } from '../lib/pdf/figures';
import { type Fonts } from '../lib/pdf/fonts';
import { colours, contentWidth, margin, Paper } from '../lib/pdf/paper';
import { keyValues, table } from '../lib/pdf/table';
import { factLines, type PaperContent, yearCells, yearColumns } from './content';
import { verifyUrl } from './verify-url';

export interface PaperParts {
  kind: CertificateKind;
  content: PaperContent;
  serial: string;
  /** In groups. */
  code: string;
  issuedAt: number;
  issuer: string;
  /** Origin of the public page, without a trailing slash. */
  publicUrl: string;
  watermark: string | null;
}

const shares = [1.1, 2.2, 2.7, 1.7, 1.5];

const sourceNote = (issuedAt: number): string =>
  `以上内容来自医保核心业务系统和医保随身办的缴费记录，截至 ${formatChineseDateTime(issuedAt)}。` +
  '以后的变化不在这份文件上；要确认它是真的、没有撤回，请按下面的办法验证。';

/**
 * The PDF of one certificate, without its signature. The same parts give the same bytes.
 *
 * @throws UnprintableTextError when the holder's name has a character that cannot be printed
 */
export function makePaper(fonts: Fonts, parts: PaperParts): Promise<Buffer> {
  const { kind, content, serial, code, issuedAt, issuer, watermark } = parts;
  const lines = factLines(content);
  const rows = content.cover?.years.map(yearCells) ?? [];
  const help = verifyWords(parts);
  const issued = `签发日期  ${formatChineseDate(shanghaiDate(issuedAt))}`;
  const note = sourceNote(issuedAt);
  const mark = { above: '国密电子签名', below: 'SM2 · 医保随身办' };
  const text = [
    ...lines.flatMap(({ label, value }) => [label, value]),
    ...[...yearColumns, ...rows.flat(), ...help, issued, note, issuer, serial, code],
    ...[mark.above, mark.below, '编号签发机构'],
  ].join('');
  const paper = new Paper(fonts, text, {
    title: certificateTitles[kind],
    author: issuer,
    createdAt: issuedAt,
    footer: `编号 ${serial}    验证码 ${code}`,
    watermark,
  });
  paper.y += 10;
  paper.paragraph(certificateTitles[kind], { size: 21, bold: true, align: 'center', after: 8 });
  const numbered = { size: 9.5, colour: colours.soft, align: 'center' } as const;
  paper.paragraph(`编号 ${serial}`, { ...numbered, after: 22 });
  keyValues(paper, lines);
  if (rows.length > 0) {
    paper.y += 18;
    const columns = yearColumns.map((title, n) => ({ title, share: shares[n] ?? 1 }));
    table(paper, columns, rows);
  }
  paper.y += 14;
  paper.paragraph(note, { size: 9.5, colour: colours.soft, after: 20 });
  closing(paper, parts, { help, issued, mark });
  return paper.finish();
}

function verifyWords({ publicUrl, code }: PaperParts): string[] {
  return [
    '怎么验证真假',
    '用微信扫左边的二维码；或者打开',
    `${publicUrl}/verify`,
    '填写验证码',
    code,
    '页面会说这份文件是真是假、有没有撤回，还能比对手里的文件有没有改过。',
  ];
}

/** QR code, how to verify, issuer and mark: always together, on a page of their own if need be. */
function closing(
  paper: Paper,
  parts: PaperParts,
  words: { help: string[]; issued: string; mark: { above: string; below: string } },
): void {
  const { issuer, publicUrl, code } = parts;
  const height = 138;
  paper.need(height);
  const { y } = paper;
  const qrSize = 112;
  const address = verifyUrl(publicUrl, code);
  qrCode(paper, address, margin - 8, y - 8, qrSize);
  paper.doc.link(margin - 8, y - 8, qrSize, qrSize, address);
  const [title = '', ...rest] = words.help;
  const x = margin + qrSize + 8;
  const width = 200;
  let textY = paper.textAt(title, x, y, { size: 10.5, bold: true, width }) + 2;
  for (const [n, line] of rest.entries()) {
    const isAddress = n === 1 || n === 3;
    const style = isAddress ? { size: 9.5, bold: true } : { size: 9, colour: colours.soft };
    textY = paper.textAt(line, x, textY, { ...style, width, lineGap: 2 });
  }
  const markSize = 84;
  const rightX = margin + contentWidth - 150;
  signatureMark(paper, rightX + (150 - markSize) / 2, y, markSize, words.mark);
  const style = { width: 150, align: 'center' } as const;
  const end = paper.textAt(issuer, rightX, y + markSize + 8, { ...style, size: 11, bold: true });
  paper.textAt(words.issued, rightX, end + 1, { ...style, size: 9.5, colour: colours.soft });
  paper.y = y + height;
}
