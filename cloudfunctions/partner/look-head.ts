import { type LookFact, lookHead } from '@yibao/shared/rules/look-words';
import { type ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { type LookAsk } from '../lib/database/schema';
import { type LookData } from './read-look';
import { type Watermark } from './watermark';

export interface HeadParts {
  data: LookData;
  ask: LookAsk;
  purpose: ConsentPurpose;
  caseNo: string | null;
  watermark: Watermark;
}

/** What stands above the lines on paper and in a file. */
export function headOf({ data, ask, purpose, caseNo, watermark }: HeadParts): LookFact[] {
  const { organisationName } = watermark;
  const { dataFrom, dataTo } = ask;
  return lookHead({ organisationName, purpose, caseNo, dataFrom, dataTo }, data);
}
