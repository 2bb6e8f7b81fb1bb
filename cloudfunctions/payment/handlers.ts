import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { bindRelative, unbindRelative } from './actions/bind-relative';
import { createOrder } from './actions/create-order';
import { listRails } from './actions/list-rails';
import { cancelOrder, getOrder, listOrders, refreshOwnOrder, resumeOrder } from './actions/orders';
import { checkRelative, personalAccount } from './actions/personal-account';

export const paymentHandlers: AnyHandler[] = [
  listRails,
  createOrder,
  resumeOrder,
  refreshOwnOrder,
  cancelOrder,
  getOrder,
  listOrders,
  personalAccount,
  checkRelative,
  bindRelative,
  unbindRelative,
];
