/** The bureau's side: organisations, agreements, their clerks, the field catalogue, the counter. */
import * as z from 'zod';
import { defineActions } from './action';
import {
  consentField,
  consentLevel,
  consentPurpose,
  fields,
  fieldView,
  modes,
  organisationKind,
  words,
} from './consent-fields';
import { documentNumberInput, id, instant, isoDate, nameInput, requestId } from './fields';

const agreementView = z.object({
  agreementId: id,
  organisationId: id,
  number: z.string(),
  periodFrom: isoDate,
  periodTo: isoDate,
  purposes: z.array(consentPurpose),
  fields: z.array(consentField),
  modes,
  maxLevel: consentLevel,
  documentSm3: z.string(),
  status: z.enum(['proposed', 'active', 'ended']),
  proposedByBadge: z.string(),
  confirmedByBadge: z.string().nullable(),
  /** A proposal of one's own cannot be confirmed by oneself. */
  mayConfirm: z.boolean(),
});

const clerkView = z.object({
  clerkId: id,
  kind: z.enum(['person', 'api']),
  login: z.string(),
  name: z.string(),
  status: z.enum(['active', 'suspended']),
  statusSince: instant,
  hasSecondFactor: z.boolean(),
  looks: z.int().min(0),
  lastLookAt: instant.nullable(),
});

const organisationView = z.object({
  organisationId: id,
  creditCode: z.string(),
  /** Early codes may fail their own check sign; a clerk has confirmed it by hand. */
  creditCodeDoubt: z.enum(['checkSign', 'organisationCode']).nullable(),
  name: z.string(),
  kind: organisationKind,
  contact: z.string(),
  hasPublicKey: z.boolean(),
  networks: z.array(z.string()),
  status: z.enum(['active', 'suspended']),
  statusSince: instant,
  agreements: z.array(agreementView),
  clerks: z.int().min(0),
  consents: z.int().min(0),
  looks: z.int().min(0),
});

const catalogueVersion = z.object({
  version: z.int().min(1),
  fields: z.array(fieldView),
  status: z.enum(['proposed', 'active', 'retired', 'declined']),
  reason: z.string(),
  proposedByBadge: z.string().nullable(),
  decidedByBadge: z.string().nullable(),
  proposedAt: instant.nullable(),
  mayDecide: z.boolean(),
});

const creditCode = z.string().trim().min(1).max(40);
const login = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{3,39}$/);
/** CIDR blocks; judged by the action. */
const networks = z.array(z.string().trim().min(1).max(50)).max(20);
const publicKey = z
  .string()
  .trim()
  .regex(/^04[0-9a-f]{128}$/)
  .nullable();
const organisationName = z.string().trim().min(2).max(60);
const contact = z.string().trim().min(2).max(60);

const none = z.strictObject({});

export const oversightActions = defineActions({
  'oversight.organisations': {
    summary: 'Every organisation with its agreements and how much it looks',
    kind: 'query',
    caller: 'staff',
    input: none,
    output: z.object({ organisations: z.array(organisationView) }),
  },
  'oversight.addOrganisation': {
    summary: 'Puts an organisation on record; a doubtful credit code has to be confirmed by hand',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      creditCode,
      /** Set after the warning: the code was compared with the licence. */
      acceptDoubt: z.boolean(),
      name: organisationName,
      kind: organisationKind,
      contact,
      networks,
      publicKey,
    }),
    output: organisationView,
  },
  'oversight.changeOrganisation': {
    summary: 'Changes contact, networks and key of an organisation',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, organisationId: id, contact, networks, publicKey }),
    output: organisationView,
  },
  'oversight.suspendOrganisation': {
    summary: 'Stops an organisation, or lets it go on; effective at its very next call',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, organisationId: id, suspended: z.boolean(), reason: words }),
    output: organisationView,
  },
  'oversight.proposeAgreement': {
    summary: 'Writes an agreement down; a second clerk has to confirm it',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      organisationId: id,
      number: z.string().trim().min(2).max(60),
      periodFrom: isoDate,
      periodTo: isoDate,
      purposes: z.array(consentPurpose).min(1).max(3),
      fields,
      modes,
      maxLevel: consentLevel,
      documentSm3: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    output: agreementView,
  },
  'oversight.confirmAgreement': {
    summary: 'A second clerk confirms an agreement, which puts it in force',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, agreementId: id }),
    output: agreementView,
  },
  'oversight.endAgreement': {
    summary: 'Ends an agreement at once; every consent under it stops working',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, agreementId: id, reason: words }),
    output: agreementView,
  },
  'oversight.clerks': {
    summary: 'The clerks of an organisation',
    kind: 'query',
    caller: 'staff',
    input: z.strictObject({ organisationId: id }),
    output: z.object({ clerks: z.array(clerkView) }),
  },
  'oversight.addClerk': {
    summary: 'Adds a clerk; password and TOTP secret are shown this once',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({
      requestId,
      organisationId: id,
      kind: z.enum(['person', 'api']),
      login,
      name: nameInput,
    }),
    output: z.object({
      clerk: clerkView,
      /** Null for an api: it signs with the organisation's key. */
      password: z.string().nullable(),
      /** otpauth://totp/… for the clerk's authenticator. */
      totpUri: z.string().nullable(),
    }),
  },
  'oversight.resetClerk': {
    summary: 'A new password and TOTP secret; open sessions end',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, clerkId: id }),
    output: z.object({ clerk: clerkView, password: z.string(), totpUri: z.string() }),
  },
  'oversight.suspendClerk': {
    summary: 'Stops a clerk, or lets them go on; effective at the very next call',
    kind: 'mutation',
    caller: 'staff',
    input: z.strictObject({ requestId, clerkId: id, suspended: z.boolean(), reason: words }),
    output: clerkView,
  },
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
