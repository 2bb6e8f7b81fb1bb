import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { cases, closeCase, confirmErased } from './actions/cases';
import { exportLook } from './actions/export';
import { firstPage, look, next, preview } from './actions/look';
import { me } from './actions/me';
import { consents, takeUp, withdraw } from './actions/own-consents';
import { request } from './actions/request';

/** What the gateway serves of this flow; prints are made by the function itself. */
export const partnerHandlers: AnyHandler[] = [
  me,
  request,
  withdraw,
  takeUp,
  consents,
  cases,
  closeCase,
  confirmErased,
  look,
  next,
  firstPage,
  preview,
  exportLook,
];
