import type { Output } from '@yibao/shared/contracts';
import { dateTime } from '../services/format';
import { consentWords, type Word } from '../services/labels';

/** A consent as its organisation may know of it. */
export type ConsentRow = Output<'partner.consents'>['rows'][number];

/** What the page of looks is handed when it is opened for a consent; the row is read anew. */
export interface LookFor {
  caseNo: string;
  consentId: string;
}

/** Where it stands, in the server's word: it knows why something ended. */
export const stateOf = ({ status, statusLabel }: ConsentRow): Word => ({
  ...consentWords[status],
  label: statusLabel,
});

/** Until when it is valid; what ends within days says so. */
export function validToWords({ validTo, endsInDays }: ConsentRow): string {
  const end = dateTime(validTo);
  if (endsInDays === null) return end;
  return `${end}（${endsInDays === 0 ? '今天到期' : `还有 ${endsInDays} 天`}）`;
}
