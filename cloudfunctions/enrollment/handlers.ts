import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { cancel } from './actions/cancel';
import { check } from './actions/check';
import { declareSuspension, get, recheck } from './actions/manage';
import { myCover } from './actions/my-cover';
import { overview } from './actions/overview';
import { register } from './actions/register';
import { years } from './actions/years';

export const enrollmentHandlers: AnyHandler[] = [
  years,
  overview,
  check,
  register,
  get,
  declareSuspension,
  recheck,
  cancel,
  myCover,
];
