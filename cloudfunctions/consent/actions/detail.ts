import { query } from '../../lib/dispatcher/action';
import { findSeen } from '../access';
import { viewDetail } from '../detail';

export const detail = query('consent.detail', async ({ runtime, caller, now }, { consentId }) => {
  const { db, cipher } = runtime;
  const seen = await findSeen(db, cipher, caller, consentId, now);
  return viewDetail(runtime, db, caller, seen, now);
});
