import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { confirmAccess, proposeAccess, withdrawAccess } from './actions/access';
import { confirmAgreement, endAgreement, proposeAgreement } from './actions/agreements';
import { anomalies } from './actions/anomalies';
import { audit } from './actions/audit';
import {
  catalogue,
  decideCatalogue,
  proposeCatalogue,
  withdrawCatalogue,
} from './actions/catalogue';
import { addClerk, clerks, resetClerk, suspendClerk } from './actions/clerks';
import { answerComplaint, complaints } from './actions/complaints';
import { confirmCode } from './actions/confirm-code';
import { erasures, settleErasure } from './actions/erasures';
import { figures } from './actions/figures';
import { looks } from './actions/looks';
import {
  addOrganisation,
  changeOrganisation,
  organisations,
  suspendOrganisation,
} from './actions/organisations';
import { answerRight, rights } from './actions/rights';

export const oversightHandlers: AnyHandler[] = [
  organisations,
  addOrganisation,
  changeOrganisation,
  suspendOrganisation,
  proposeAccess,
  confirmAccess,
  withdrawAccess,
  proposeAgreement,
  confirmAgreement,
  endAgreement,
  clerks,
  addClerk,
  resetClerk,
  suspendClerk,
  catalogue,
  proposeCatalogue,
  decideCatalogue,
  withdrawCatalogue,
  figures,
  anomalies,
  looks,
  audit,
  complaints,
  answerComplaint,
  rights,
  answerRight,
  erasures,
  settleErasure,
  confirmCode,
];
