import { createStore } from '@/services/store';
import type { Refusal } from './model/steps';

/**
 * What the server refused in the last attempt; each page of the form shows its own
 * part, and the last one says where it is.
 */
export const refusals = createStore<readonly Refusal[]>([]);
