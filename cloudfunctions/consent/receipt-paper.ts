import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { consentStatusInfo } from '@yibao/shared/rules/consent-states';
import { formatChineseDate, formatChineseDateTime, shanghaiDate } from '@yibao/shared/rules/dates';
import { type Consent } from '../lib/database/schema';
import { signatureMark } from '../lib/pdf/figures';
import { type Fonts } from '../lib/pdf/fonts';
import { colours, contentWidth, margin, Paper } from '../lib/pdf/paper';
import { keyValues } from '../lib/pdf/table';
import { type Artefact } from './artefact';
import { type PublishedNotice } from './notices';
import { scopeWords, withdrawalMethod } from './receipt';

export interface ReceiptParts {
  row: Consent;
  artefact: Artefact;
  notice: Pick<PublishedNotice, 'version' | 'title' | 'paragraphs'>;
  /** Of the person whose data it is. */
  nameMasked: string;
  issuer: string;
  printedAt: number;
}

const title = '信息授权凭据';

const capacities = { self: '本人', guardian: '监护人代为决定' } as const;
const methods = { face: '刷脸核验', counter: '柜台核对证件' } as const;

function factsOf({ row, artefact, nameMasked, notice }: ReceiptParts) {
  const { recipient, scope, grantor, verification } = artefact;
  const words = scopeWords(artefact);
  const status = consentStatusInfo[row.status].label;
  const since = row.status === 'active' ? '' : `（${formatChineseDateTime(row.statusSince)}起）`;
  return [
    { label: '谁的信息', value: nameMasked },
    { label: '给谁看', value: `${recipient.name}\n统一社会信用代码 ${recipient.creditCode}` },
    { label: '为了什么', value: consentPurposeInfo[artefact.purpose].label },
    { label: '看哪些', value: words.fields.join('、') },
    { label: '哪类看病记录', value: words.kinds.join('、') },
    { label: '哪段时间的', value: `${scope.dataFrom} 至 ${scope.dataTo}` },
    { label: '怎么看', value: `${words.modes.join('、')}；${words.frequency}` },
    {
      label: '有效期',
      value: `${formatChineseDateTime(artefact.validFrom)} 至 ${formatChineseDateTime(artefact.validTo)}`,
    },
    { label: '保存多久', value: words.retention },
    {
      label: '谁同意的',
      value: `${capacities[grantor.capacity]}，${formatChineseDateTime(artefact.grantedAt)}，${methods[verification.method]}`,
    },
    { label: '依据的协议', value: recipient.agreementNumber },
    { label: '告知书', value: `${notice.version}\n摘要 ${artefact.notice.textHash}` },
    { label: '现在的状态', value: `${status}${since}` },
    { label: '怎么收回', value: withdrawalMethod },
  ];
}

/**
 * The receipt on paper, without the signature behind the file. The same parts give the same bytes.
 *
 * @throws UnprintableTextError when a name has a character that cannot be printed
 */
export function makeReceipt(fonts: Fonts, parts: ReceiptParts): Promise<Buffer> {
  const { artefact, notice, issuer, printedAt } = parts;
  const facts = factsOf(parts);
  const head = `编号 ${artefact.consentId}`;
  const noticeHead = `同意时读到的《${notice.title}》`;
  const mark = { above: '国密电子签名', below: 'SM2 · 医保随身办' };
  const issued = `出具日期  ${formatChineseDate(shanghaiDate(printedAt))}`;
  const text = [
    ...facts.flatMap(({ label, value }) => [label, value]),
    ...notice.paragraphs.flatMap(({ heading, text: words }) => [heading, words]),
    ...[head, noticeHead, issuer, issued, mark.above, mark.below],
  ].join('');
  const paper = new Paper(fonts, text, {
    title,
    author: issuer,
    createdAt: printedAt,
    footer: head,
    watermark: null,
  });
  paper.y += 6;
  paper.paragraph(title, { size: 21, bold: true, align: 'center', after: 6 });
  paper.paragraph(head, { size: 9.5, colour: colours.soft, align: 'center', after: 16 });
  keyValues(paper, facts);
  paper.y += 16;
  const noticeStyle = { size: 12, bold: true } as const;
  const [first] = notice.paragraphs;
  paper.need(paper.heightOf(noticeHead, noticeStyle) + 8 + (first ? heightOf(paper, first) : 0));
  paper.paragraph(noticeHead, { ...noticeStyle, after: 8 });
  for (const each of notice.paragraphs) {
    // a heading alone at the foot of a page would be a riddle
    paper.need(heightOf(paper, each));
    paper.paragraph(each.heading, { ...headingStyle, after: 1 });
    paper.paragraph(each.text, { ...wordsStyle, after: 5 });
  }
  paper.y += 12;
  closing(paper, { issuer, issued, mark });
  return paper.finish();
}

const headingStyle = { size: 10, bold: true } as const;
const wordsStyle = { size: 9.5, colour: colours.soft } as const;

/** Of a heading with its words. */
const heightOf = (paper: Paper, each: { heading: string; text: string }): number =>
  paper.heightOf(each.heading, headingStyle) + 1 + paper.heightOf(each.text, wordsStyle);

/** Issuer and mark, never torn apart. */
function closing(
  paper: Paper,
  words: { issuer: string; issued: string; mark: { above: string; below: string } },
): void {
  const markSize = 84;
  const width = 150;
  const height = markSize + 44;
  paper.need(height);
  const { y } = paper;
  const x = margin + contentWidth - width;
  signatureMark(paper, x + (width - markSize) / 2, y, markSize, words.mark);
  const style = { width, align: 'center' } as const;
  const end = paper.textAt(words.issuer, x, y + markSize + 8, { ...style, size: 11, bold: true });
  paper.textAt(words.issued, x, end + 1, { ...style, size: 9.5, colour: colours.soft });
  paper.y = y + height;
}
