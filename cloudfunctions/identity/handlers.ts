import { query } from '../lib/dispatcher/action';
import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { agreeFaceNotice } from './actions/agree-face-notice';
import { appInfo } from './actions/app-info';
import { confirmCounterCode } from './actions/confirm-counter-code';
import { counterCode, requestCounterCode } from './actions/counter-code';
import { addFamilyMember, listFamily, removeFamilyMember } from './actions/family';
import { finishFace } from './actions/finish-face';
import { me } from './actions/me';
import { acceptMessages, listNotices, readNotices } from './actions/notices';
import { confirmPhone, removePhone, sendPhoneCode } from './actions/phone';
import { reminderSettings, saveReminderSettings } from './actions/reminder-settings';
import { startFace } from './actions/start-face';
import { startOwnFace } from './actions/start-own-face';
import { faceNotices } from './face-notice';

const showFaceNotice = query('identity.faceNotice', (_context, { purpose }) =>
  Promise.resolve(faceNotices[purpose]),
);

export const identityHandlers: AnyHandler[] = [
  appInfo,
  me,
  showFaceNotice,
  agreeFaceNotice,
  startFace,
  startOwnFace,
  finishFace,
  requestCounterCode,
  counterCode,
  confirmCounterCode,
  listFamily,
  addFamilyMember,
  removeFamilyMember,
  listNotices,
  readNotices,
  acceptMessages,
  reminderSettings,
  saveReminderSettings,
  sendPhoneCode,
  confirmPhone,
  removePhone,
];
