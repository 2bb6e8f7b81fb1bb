import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { findings } from './actions/findings';
import { resolve } from './actions/resolve';
import { runs } from './actions/runs';

export const reconcileHandlers: AnyHandler[] = [runs, findings, resolve];
