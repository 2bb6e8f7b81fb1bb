import { type AnyHandler } from '../lib/dispatcher/dispatcher';
import { begin, organisations } from './actions/begin';
import { complain, complaints } from './actions/complain';
import { counterCode, counterState } from './actions/counter';
import { deny, pause, resume, revoke } from './actions/decide';
import { detail } from './actions/detail';
import { grant } from './actions/grant';
import { list } from './actions/list';
import { looks } from './actions/looks';
import { askRight, rights } from './actions/rights';

/** What the gateway serves of this flow; receipts are printed by the function itself. */
export const consentHandlers: AnyHandler[] = [
  list,
  detail,
  organisations,
  begin,
  grant,
  deny,
  pause,
  resume,
  revoke,
  counterCode,
  counterState,
  looks,
  complain,
  complaints,
  rights,
  askRight,
];
