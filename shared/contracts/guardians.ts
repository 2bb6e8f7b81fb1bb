/** Who acts for a child: what the bureau's clerks see of it, and how they end it. */
import * as z from 'zod';
import { guardianshipEndings } from '../rules/guardianship';
import { defineActions } from './action';
import { documentNumberInput, id, instant, isoDate, requestId } from './fields';

/** Somebody as a clerk sees them who has the document in hand. */
const seenByStaff = z.object({ personId: id, nameMasked: z.string(), documentMasked: z.string() });

const guardian = seenByStaff.extend({
  relation: z.enum(['father', 'mother']),
  since: instant,
  /** How the right was ended; null while it stands. */
  ended: z
    .object({
      at: instant,
      basis: z.enum(guardianshipEndings),
      badge: z.string().nullable(),
      reason: z.string(),
    })
    .nullable(),
});

export const guardianActions = defineActions({
  'newborn.staffGuardianships': {
    summary: 'Who acts for a child, found by the number of child or guardian; written down',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      /** Of the child, or of somebody who is or was its guardian, as the clerk has it in hand. */
      documentNumber: documentNumberInput,
      /** Of a parent who is not recorded yet, and whose right is to end beforehand. */
      parentDocumentNumber: documentNumberInput.optional(),
    }),
    output: z.object({
      children: z.array(
        seenByStaff.extend({
          birthDate: isoDate,
          /** Of age nobody acts for them any more, whatever is recorded. */
          isMinor: z.boolean(),
          guardians: z.array(guardian),
        }),
      ),
      /** The parent asked for; null when nobody was, or we know nobody by that number. */
      parent: seenByStaff.nullable(),
    }),
  },
  'newborn.staffEndGuardianship': {
    summary:
      'A court or household change ends the right to act for a child, also before it was recorded',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      childPersonId: id,
      guardianPersonId: id,
      basis: z.enum(guardianshipEndings),
      reason: z.string().min(2).max(300),
    }),
    output: z.object({ endedAt: instant }),
  },
});
