import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { type LookFact, lookFacts, sumsInWords } from '@yibao/shared/rules/look-words';
import { type LookAsk } from '../lib/database/schema';
import { type LookData } from './read-look';
import { type Watermark } from './watermark';

export interface HeadParts {
  data: LookData;
  ask: LookAsk;
  purpose: keyof typeof consentPurposeInfo;
  caseNo: string | null;
  watermark: Watermark;
}

/** What stands above the lines on paper and in a file: who asked what for, and what is said once. */
export function headOf({ data, ask, purpose, caseNo, watermark }: HeadParts): LookFact[] {
  const sums = sumsInWords(data);
  return [
    { label: '查询机构', text: watermark.organisationName },
    { label: '用途', text: consentPurposeInfo[purpose].label },
    ...(caseNo === null ? [] : [{ label: '案件编号', text: caseNo }]),
    { label: '查询的时间段', text: `${ask.dataFrom} 至 ${ask.dataTo}` },
    ...lookFacts(data),
    ...(sums === null ? [] : [{ label: '合计', text: sums }]),
  ];
}
