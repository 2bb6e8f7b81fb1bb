/**
 * The wire of the city's government data-sharing gateway (政务数据共享平台): the registries other
 * departments keep, and the departments that take over a case. No public specification was found;
 * this is the local contract between this service and the gateway, signed like the core
 * platform's envelopes.
 */
import * as z from 'zod';
import { householdRoles } from '../rules/household-relation';
import { serviceCode, serviceResponse, serviceTime } from './signed-service';

const wireTime = serviceTime;
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const region = z.string().regex(/^\d{6}$/);
const sex = z.enum(['male', 'female']);

export const sharingServices = [
  'birthCertificate',
  'population',
  'marriage',
  'hardship',
  'household',
  'handOver',
  'handOverStatus',
] as const;
export type SharingService = (typeof sharingServices)[number];

export const sharingCode = serviceCode;
export const sharingResponse = serviceResponse;
export type SharingResponse = z.infer<typeof sharingResponse>;

/** A person on these wires: national document codes (01, 07, 17) as on the core platform's. */
export const wirePerson = z.object({
  certType: z.enum(['01', '07', '17']),
  certNo: z.string().max(20),
  name: z.string().max(50),
});

/** 出生医学证明: `notFound` when no certificate has this number. */
export const birthCertificateInput = z.object({ number: z.string().max(20) });
export const birthCertificateOutput = z.object({
  number: z.string(),
  status: z.enum(['valid', 'voided', 'replaced']),
  /** 6: until 2023-03-31; 7: from 2023-04-01. */
  edition: z.int(),
  issuedOn: date,
  babyName: z.string(),
  sex,
  bornAt: wireTime,
  mother: wirePerson,
  father: wirePerson.nullable(),
});

/** 人口登记 of one person; `notFound` when name and number do not fit one. */
export const populationInput = wirePerson;
export const populationOutput = z.object({
  certNo: z.string(),
  name: z.string(),
  sex,
  birthDate: date,
  /** Region of the household registration (户籍). */
  householdRegion: region.nullable(),
  hasResidencePermit: z.boolean(),
  /** Number of the birth certificate the registration rests on, for those born since 1996. */
  birthCertificate: z.string().nullable(),
  deceased: z.boolean(),
});

/** 婚姻登记: `notFound` when the person is not married. */
export const marriageInput = wirePerson;
export const marriageOutput = z.object({ spouse: wirePerson, marriedOn: date });

/** 困难群众名单 of the person's household; empty when on none. */
export const hardshipInput = wirePerson;
export const hardshipOutput = z.object({
  records: z.array(
    z.object({
      /** 01 特困, 02 孤儿, 03 低保, 04 防返贫监测, 05 返贫致贫. */
      identity: z.enum(['01', '02', '03', '04', '05']),
      from: date,
      to: date.nullable(),
    }),
  ),
});

/** 户口簿 of a registered person: everybody on it, as the head of the household is related to them. */
export const householdInput = wirePerson;
export const householdOutput = z.object({
  members: z.array(z.object({ person: wirePerson, role: z.enum(householdRoles), sex })),
});

export const departmentItems = ['household', 'socialCard', 'vaccination', 'maternity'] as const;

/** One joined item handed to its department; the same caseNo again is the same case. */
export const handOverInput = z.object({
  caseNo: z.string().min(6).max(64),
  item: z.enum(departmentItems),
  certificateNumber: z.string().max(20),
  babyName: z.string().max(50),
  sex,
  bornAt: wireTime,
  guardian: wirePerson,
  /** Where the household is to be registered. */
  householdArea: region,
  /** The baby's ID number, once there is one. */
  residentId: z.string().nullable(),
});
export const handOverStatusInput = z.object({ caseNo: z.string().min(6).max(64) });
export const handOverOutput = z.object({
  status: z.enum(['accepted', 'done', 'returned']),
  /** The department's own number of the case. */
  reference: z.string().max(40),
  /** Why it came back; empty otherwise. */
  reason: z.string().max(200),
  /** From the household registration, once done. */
  residentId: z.string().nullable(),
});
