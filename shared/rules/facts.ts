/**
 * What the rules are told about a person. Adapters translate the core platform's codes
 * (1101, 90100) into these words, so that no rule ever sees a code set.
 */

/**
 * Identity documents a person can present (psn_cert_type in brackets): 居民身份证 (01),
 * 港澳台居民居住证 (17), 外国人永久居留身份证 (07).
 */
export const claimableDocumentTypes = [
  'residentId',
  'hkMoTwResidence',
  'foreignPermanent',
] as const;
export type ClaimableDocumentType = (typeof claimableDocumentTypes)[number];

/** And how a baby without an ID number is known: 出生医学证明 (99). */
export const documentTypes = [...claimableDocumentTypes, 'birthCertificate'] as const;
export type DocumentType = (typeof documentTypes)[number];

export type Sex = 'male' | 'female';

/** 'YYYY-MM-DD' in Asia/Shanghai. */
export type IsoDate = string;

/** Identities on another department's hardship list (困难群众). */
export type HardshipIdentity =
  | 'extremePoverty' // 特困人员
  | 'orphan' // 孤儿
  | 'minimumLiving' // 低保对象
  | 'povertyMonitored' // 防止返贫监测对象
  | 'returnedToPoverty'; // 返贫致贫人口

/** One current insurance relation, as the national platform sees it. */
export interface InsuranceRelation {
  insurance: 'resident' | 'employee';
  status: 'active' | 'suspended' | 'ended';
  /** Pooling area (统筹区) code and the name people know it by. */
  poolingArea: string;
  poolingAreaName: string;
  /** First day of the relation and, when suspended, the moment the platform learnt of it. */
  since: IsoDate;
  suspendedAt: number | null;
}

export interface HardshipRecord {
  identity: HardshipIdentity;
  from: IsoDate;
  to: IsoDate | null;
}

/** Everything the enrolment rules may look at. */
export interface EnrollmentFacts {
  documentType: DocumentType;
  birthDate: IsoDate;
  sex: Sex;
  deceased: boolean;
  /** Region (GB/T 2260, six digits) of the household registration (户籍), null when not mainland. */
  householdRegion: string | null;
  /** Valid residence permit (居住证) in this region. */
  hasResidencePermit: boolean;
  /** Enrolled in a school of this region (学籍). */
  isStudentHere: boolean;
  insurances: InsuranceRelation[];
  /** Coverage years in which the person had basic insurance of any kind, anywhere. */
  insuredYears: number[];
  hardship: HardshipRecord[];
}
