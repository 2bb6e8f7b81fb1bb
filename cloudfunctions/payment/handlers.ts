import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { bindRelative, unbindRelative } from './actions/bind-relative';
import { createOrder } from './actions/create-order';
import { listRails } from './actions/list-rails';
import { cancelOrder, getOrder, listOrders, refreshOwnOrder, resumeOrder } from './actions/orders';
import { checkRelative, personalAccount } from './actions/personal-account';
import { takeOver } from './actions/take-over';

export const paymentHandlers: AnyHandler[] = [
  listRails,
  createOrder,
  resumeOrder,
  refreshOwnOrder,
  cancelOrder,
  takeOver,
  getOrder,
  listOrders,
  personalAccount,
  checkRelative,
  bindRelative,
  unbindRelative,
];
