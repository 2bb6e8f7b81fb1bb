/** Code sets of the national platform that several wires share. */
import {
  type ClaimableDocumentType,
  type DocumentType,
  type HardshipIdentity,
} from '@yibao/shared/rules/facts';

/** psn_cert_type; 99 (其他) with a certificate's number is how a newborn is known. */
export const certTypes = {
  residentId: '01',
  foreignPermanent: '07',
  hkMoTwResidence: '17',
  birthCertificate: '99',
} as const satisfies Record<DocumentType, string>;

export const documentTypesByCert = {
  '01': 'residentId',
  '07': 'foreignPermanent',
  '17': 'hkMoTwResidence',
} as const satisfies Record<string, ClaimableDocumentType>;

/** psn_idet_type of the local hardship lists. */
export const hardshipCodes = {
  '01': 'extremePoverty',
  '02': 'orphan',
  '03': 'minimumLiving',
  '04': 'povertyMonitored',
  '05': 'returnedToPoverty',
} as const satisfies Record<string, HardshipIdentity>;
