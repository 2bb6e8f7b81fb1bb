import type * as z from 'zod';
import { type relation } from '@yibao/shared/contracts/fields';
import { type HardshipIdentity, type IsoDate, type Sex } from '@yibao/shared/rules/facts';

/** psn_cert_type: 01 居民身份证, 07 外国人永久居留身份证, 17 港澳台居民居住证. */
export type CertType = '01' | '07' | '17';

/** Why this person is in the city: one tag per kind of case the service must handle. */
export const stories = {
  insuredLastYear: '去年参保，今年待缴',
  tenYears: '连续参保十年，今年待缴',
  neverInsured: '从未参保',
  broken1: '断保 1 年',
  broken2: '断保 2 年',
  broken3: '断保 3 年',
  broken4: '断保 4 年',
  broken5: '断保 5 年',
  elsewhereActive: '在外地参保，未暂停',
  elsewhereSuspended1h: '外地参保，1 小时前已暂停，尚未同步',
  elsewhereSuspended7h: '外地参保，7 小时前已暂停，已同步',
  elsewhereStuck7h: '外地参保，7 小时前已暂停，须原参保地重新上传',
  employeeInsured: '职工医保参保中',
  extremePoverty: '特困人员',
  orphan: '孤儿',
  minimumLiving: '低保对象',
  povertyMonitored: '防返贫监测对象',
  returnedToPoverty: '返贫致贫人口',
  hongKong: '香港居民居住证',
  macao: '澳门居民居住证',
  taiwan: '台湾居民居住证',
  foreignerLetters: '外国人永居证（15 位旧号）',
  foreignerDigits: '外国人永居证（18 位新号）',
  elder: '80 岁以上老人',
  child: '儿童',
  newborn: '新生儿（出生 6 天）',
  deceased: '已去世',
  nonLocalWithPermit: '外地户籍，有本市居住证',
  nonLocalWithoutPermit: '外地户籍，无居住证',
  student: '外地户籍，本市在校学生',
} as const satisfies Record<string, string>;
export type Story = keyof typeof stories;

export type HouseholdRole = 'head' | 'spouse' | 'father' | 'mother' | 'child';

/** A relation another pooling area (or an employer) holds. */
export interface OtherInsurance {
  insurance: 'resident' | 'employee';
  region: string;
  regionName: string;
  employerName: string;
  since: IsoDate;
  /** When the origin suspended it (epoch ms); null while active. */
  suspendedAt: number | null;
  /** How long the suspension takes to reach the platform; null: only a new upload brings it. */
  syncDelayMs: number | null;
}

export interface Hardship {
  identity: HardshipIdentity;
  from: IsoDate;
  to: IsoDate | null;
}

/** A person as the city was made; what happens later is in the core platform's own stores. */
export interface Resident {
  /** psn_no of the core platform. */
  personNo: string;
  name: string;
  certType: CertType;
  certNo: string;
  birthDate: IsoDate;
  sex: Sex;
  /** Eleven digits; null for children. */
  phone: string | null;
  householdId: string;
  role: HouseholdRole;
  deceased: boolean;
  householdRegion: string | null;
  hasResidencePermit: boolean;
  isStudentHere: boolean;
  /** Coverage years of resident insurance paid in this city before the sandbox begins. */
  insuredYears: number[];
  otherInsurance: OtherInsurance | null;
  hardship: Hardship[];
  story: Story;
}

/** The relation as the user names it, in the words of the contract. */
export type Relation = z.infer<typeof relation>;

/** A marriage that the civil affairs office has registered, from one side. */
export interface Marriage {
  spouse: Resident;
  marriedOn: IsoDate;
}

/** A birth and its certificate (出生医学证明), as issued. */
export interface Birth {
  /** A letter and nine digits, the first two of them the province that issued it. */
  certificateNumber: string;
  status: 'valid' | 'voided';
  /** 6: printed until 2023-03-31; 7: since. */
  edition: 6 | 7;
  issuedOn: IsoDate;
  babyName: string;
  sex: Sex;
  /** Epoch ms. */
  bornAt: number;
  mother: Resident;
  /** Null when the certificate names no father. */
  father: Resident | null;
  /** Six digits: where the family lives. */
  county: string;
  /** psn_no of a baby whose household was registered before the sandbox began. */
  babyResident: string | null;
  /** What the police find in the papers the first time they are sent; null when nothing. */
  firstHouseholdFlaw: string | null;
  /** One sentence for the tester: what is special about it. */
  situation: string;
}

/** Someone with a WeChat account who can log in. */
export interface TestUser {
  /** Stable short name, e.g. 'xu-huilan'. */
  key: string;
  resident: Resident;
  /** One sentence for the tester: who this is and what to try. */
  situation: string;
  unionid: string;
  miniProgramOpenid: string;
  officialAccountOpenid: string;
  /** Clerk at the counter (柜台工作人员). */
  isStaff: boolean;
  /** People of this user's family worth adding, with what they are to the user. */
  family: { relation: Relation; resident: Resident }[];
}

export interface ResidentDirectory {
  list(): readonly Resident[];
  /** By normalised certificate number (upper case, half width). */
  byCertificate(certNo: string): Resident | undefined;
  byPersonNo(personNo: string): Resident | undefined;
  /** Members of one household, head first. */
  household(householdId: string): readonly Resident[];
  /** People with an account, for a person who chooses one. */
  testUsers(): readonly TestUser[];
  /** Over 200 newborns' parents with an account, for load: too many to be listed on a page. */
  loadUsers(): readonly TestUser[];
  /** By the openid of either app, load users too. */
  testUserByOpenid(openid: string): TestUser | undefined;
  /** What an employee's personal account (个人账户) held when the sandbox began, fen; else null. */
  personalAccountFen(personNo: string): number | null;
  births(): readonly Birth[];
  /** By the number as printed, of any province. */
  birthByCertificate(certificateNumber: string): Birth | undefined;
  /** Whom the person of that psn_no is married to. */
  marriageOf(personNo: string): Marriage | undefined;
}
