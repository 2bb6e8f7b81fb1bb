/** Parts of the wire that consents, partners and oversight share. */
import * as z from 'zod';
import { organisationKinds } from '../policy/consent';
import { denialReasons, type DenialReason } from '../rules/consent-decision';
import { consentFields, consentLevels } from '../rules/consent-fields';
import { consentModes, consentPurposes, frequencyUnits } from '../rules/consent-scope';
import { consentEndReasons, consentStatuses } from '../rules/consent-states';
import { settlementKinds } from '../rules/settlement';
import { id, instant, isoDate } from './fields';

const distinct = <T extends z.ZodType>(items: T, max: number) =>
  z
    .array(items)
    .min(1)
    .max(max)
    .refine((all) => new Set(all).size === all.length, '不能重复');

export const consentField = z.enum(consentFields);
export const consentLevel = z.literal([...consentLevels]);
export const consentPurpose = z.enum(consentPurposes);
export const consentMode = z.enum(consentModes);
export const consentStatus = z.enum(consentStatuses);
export const consentEndReason = z.enum(consentEndReasons);
export const organisationKind = z.enum(organisationKinds);
export const denialReason = z.enum(Object.keys(denialReasons) as [DenialReason, ...DenialReason[]]);

export const fields = distinct(consentField, consentFields.length);
export const kinds = distinct(z.enum(settlementKinds), settlementKinds.length);
export const modes = distinct(consentMode, consentModes.length);
export const frequency = z.strictObject({
  unit: z.enum(frequencyUnits),
  limit: z.int().min(1).max(1000),
});

/** What is asked for, or granted: see `ConsentScope` in the rules. */
export const consentScope = z.strictObject({
  fields,
  kinds,
  dataFrom: isoDate,
  dataTo: isoDate,
  validDays: z.int().min(1).max(3660),
  frequency,
  modes,
  retentionDays: z.int().min(0).max(3660),
});

export const caseNo = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[\p{L}\p{N}_./-]+$/u);

/** Free words of a person, a clerk: a sentence or a few. */
export const words = z.string().trim().min(2).max(300);
export const cursor = z.string().max(400).optional();

/** A field as it can be chosen. */
export const fieldView = z.object({
  field: consentField,
  label: z.string(),
  level: consentLevel,
});

/** Who took a look, at what, and whether it was shown. */
export const lookView = z.object({
  /** The query id that stands in the watermark. */
  lookId: id,
  consentId: id,
  at: instant,
  act: z.enum(['open', 'page', 'preview', 'print', 'export']),
  actLabel: z.string(),
  allowed: z.boolean(),
  reason: denialReason.nullable(),
  /** Why it was refused, in words; null when it was shown. */
  reasonText: z.string().nullable(),
  organisationName: z.string(),
  clerkName: z.string(),
  caseNo: z.string().nullable(),
  fields: z.array(consentField),
  dataFrom: isoDate,
  dataTo: isoDate,
  rowCount: z.int().min(0),
});
