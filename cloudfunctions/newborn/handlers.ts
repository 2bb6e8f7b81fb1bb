import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { saveDraft } from './actions/draft';
import { addEvidence } from './actions/evidence';
import { get, withdraw } from './actions/get';
import { photo, removePhoto, uploadPhoto } from './actions/photo';
import { quote } from './actions/quote';
import { sendItemAgain } from './actions/send-item-again';
import { approve, askMore, claim, refuse } from './actions/staff-decide';
import { endGuardianship } from './actions/staff-guardianship';
import { staffGuardianships } from './actions/staff-guardianships';
import { staffQueue } from './actions/staff-queue';
import { staffPhoto, staffView } from './actions/staff-view';
import { start } from './actions/start';
import { submit } from './actions/submit';
import { upgradeIdentity } from './actions/upgrade-identity';

export const newbornHandlers: AnyHandler[] = [
  start,
  saveDraft,
  quote,
  uploadPhoto,
  photo,
  removePhoto,
  submit,
  get,
  withdraw,
  addEvidence,
  sendItemAgain,
  upgradeIdentity,
  staffQueue,
  staffView,
  staffPhoto,
  claim,
  approve,
  askMore,
  refuse,
  staffGuardianships,
  endGuardianship,
];
