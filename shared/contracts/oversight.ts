/** The bureau's side: the field catalogue and the counter; and organisations. */
import * as z from 'zod';
import { defineActions } from './action';
import { consentField, consentLevel, fieldView, words } from './consent-fields';
import { documentNumberInput, instant, nameInput, requestId } from './fields';
import { oversightOrganisationActions } from './oversight-organisations';

const catalogueVersion = z.object({
  version: z.int().min(1),
  fields: z.array(fieldView),
  status: z.enum(['proposed', 'active', 'retired', 'declined', 'withdrawn']),
  reason: z.string(),
  proposedByBadge: z.string().nullable(),
  decidedByBadge: z.string().nullable(),
  proposedAt: instant.nullable(),
  mayDecide: z.boolean(),
  /** Only whoever proposed it takes it back. */
  mayWithdraw: z.boolean(),
});

const none = z.strictObject({});

export const oversightActions = defineActions({
  ...oversightOrganisationActions,
  'oversight.catalogue': {
    summary: 'The field catalogue: the version in force, a proposal, and earlier ones',
    kind: 'query',
    caller: 'staff',
    input: none,
    output: z.object({ current: catalogueVersion, others: z.array(catalogueVersion) }),
  },
  'oversight.proposeCatalogue': {
    summary: 'Proposes other levels; a field left out is shown to nobody',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      levels: z.array(z.strictObject({ field: consentField, level: consentLevel })).max(100),
      reason: words,
    }),
    output: catalogueVersion,
  },
  'oversight.decideCatalogue': {
    summary: 'A second clerk puts a proposal in force, or declines it',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      version: z.int().min(2),
      decision: z.enum(['approve', 'decline']),
    }),
    output: catalogueVersion,
  },
  'oversight.withdrawCatalogue': {
    summary: 'Whoever proposed other levels takes the proposal back',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, version: z.int().min(2) }),
    output: catalogueVersion,
  },
  'oversight.confirmCode': {
    summary: 'The counter confirms a grant: the document in hand, the code the person shows',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      code: z.string().regex(/^\d{8}$/),
      name: nameInput,
      documentNumber: documentNumberInput,
    }),
    output: z.object({ confirmed: z.boolean(), organisationName: z.string() }),
  },
});
