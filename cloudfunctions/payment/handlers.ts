import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { createOrder } from './actions/create-order';
import { cancelOrder, getOrder, listOrders, refreshOwnOrder, resumeOrder } from './actions/orders';

export const paymentHandlers: AnyHandler[] = [
  createOrder,
  resumeOrder,
  refreshOwnOrder,
  cancelOrder,
  getOrder,
  listOrders,
];
