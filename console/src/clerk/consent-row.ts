import type { Output } from '@yibao/shared/contracts';

/** A consent as its organisation may know of it. */
export type ConsentRow = Output<'partner.consents'>['rows'][number];

/** What the page of looks is handed when it is opened for a consent; the row is read anew. */
export interface LookFor {
  caseNo: string;
  consentId: string;
}
