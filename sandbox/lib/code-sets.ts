import { type HardshipIdentity } from '@yibao/shared/rules/facts';

/** psn_idet_type of the local hardship lists, on the core platform's wire and the gateway's. */
export const hardshipCodes = {
  extremePoverty: '01',
  orphan: '02',
  minimumLiving: '03',
  povertyMonitored: '04',
  returnedToPoverty: '05',
} as const satisfies Record<HardshipIdentity, string>;
