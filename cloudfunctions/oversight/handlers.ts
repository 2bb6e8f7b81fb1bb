import { type AnyHandler } from '../lib/dispatcher/dispatcher';

export const oversightHandlers: AnyHandler[] = [];
