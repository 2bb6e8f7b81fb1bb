import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { askAgain } from './actions/ask-again';
import { findings } from './actions/findings';
import { resolve } from './actions/resolve';
import { runs } from './actions/runs';
import { settleOutside } from './actions/settle-outside';

export const reconcileHandlers: AnyHandler[] = [runs, findings, resolve, askAgain, settleOutside];
