import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { confirmAgreement, endAgreement, proposeAgreement } from './actions/agreements';
import { catalogue, decideCatalogue, proposeCatalogue } from './actions/catalogue';
import { addClerk, clerks, resetClerk, suspendClerk } from './actions/clerks';
import {
  addOrganisation,
  changeOrganisation,
  organisations,
  suspendOrganisation,
} from './actions/organisations';

export const oversightHandlers: AnyHandler[] = [
  organisations,
  addOrganisation,
  changeOrganisation,
  suspendOrganisation,
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
];
