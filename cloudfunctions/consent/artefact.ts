import canonicalize from 'canonicalize';
import * as z from 'zod';
import { consentScope, consentLevel, consentPurpose } from '@yibao/shared/contracts/consent-fields';
import { id, instant } from '@yibao/shared/contracts/fields';
import { isSignedBy, sign } from '@yibao/shared/protocols/sm2';
import { type Config } from '../lib/config';
import { type Consent } from '../lib/database/schema';

/**
 * What a person granted, as one signed statement: nothing else says what that was. The fields
 * follow the consent artefacts of ABDM and ISO/IEC TS 27560 (docs/glossary.md).
 */
const artefactSchema = z.strictObject({
  schema: z.literal('yibao-consent-1'),
  consentId: id,
  principal: z.strictObject({ personId: id }),
  grantor: z.strictObject({ personId: id, capacity: z.enum(['self', 'guardian']) }),
  recipient: z.strictObject({
    organisationId: id,
    creditCode: z.string(),
    name: z.string(),
    agreementId: id,
    agreementNumber: z.string(),
  }),
  purpose: consentPurpose,
  scope: consentScope,
  /** The highest level the person was told of, and by which catalogue. */
  maxLevel: consentLevel,
  catalogueVersion: z.int().min(1),
  validFrom: instant,
  validTo: instant,
  notice: z.strictObject({ version: z.string(), textHash: z.string() }),
  separateConsents: z.strictObject({ thirdParty: z.literal(true), sensitive: z.boolean() }),
  /** How the grantor showed that it was they: which check, and when it passed. */
  verification: z.strictObject({
    method: z.enum(['face', 'counter']),
    id: id,
    at: instant,
  }),
  grantedAt: instant,
});
export type Artefact = z.output<typeof artefactSchema>;

/** Keeps a signature of this from ever standing for another kind of statement. */
const domain = 'yibao-consent-artefact\n';

/** The statement as it is kept, and its SM2 signature (GM/T 0003) by the bureau's signing key. */
export function signArtefact(
  config: Config,
  artefact: Artefact,
): { artefact: string; signature: string; keyId: string } {
  const text = canonicalize(artefactSchema.parse(artefact));
  if (text === undefined) throw new Error('an artefact is always JSON');
  const { keyId, privateKey } = config.certificates;
  return { artefact: text, signature: sign(`${domain}${text}`, privateKey), keyId };
}

/**
 * Reads what was granted from a row, and whether it is what was signed and belongs to this very row.
 *
 * @returns null where nothing was granted, or where the text is no artefact of ours at all
 */
export function readArtefact(
  config: Config,
  row: Consent,
): { artefact: Artefact; isGenuine: boolean } | null {
  if (row.artefact === null || row.signature === null || row.keyId === null) return null;
  const parsed = parseArtefact(row.artefact);
  if (!parsed) return null;
  const { publicKeys } = config.certificates;
  const key = Object.hasOwn(publicKeys, row.keyId) ? publicKeys[row.keyId] : undefined;
  const isSigned = key !== undefined && isSignedBy(`${domain}${row.artefact}`, row.signature, key);
  return { artefact: parsed, isGenuine: isSigned && belongsTo(parsed, row) };
}

/** @returns what the text says, signed or not; null for what is no artefact of ours */
export function parseArtefact(text: string): Artefact | null {
  try {
    return artefactSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A true artefact moved to another row, person or organisation is a forged one there. */
function belongsTo(artefact: Artefact, row: Consent): boolean {
  return (
    artefact.consentId === row.id &&
    artefact.principal.personId === row.personId &&
    artefact.grantor.personId === row.grantorPersonId &&
    artefact.recipient.organisationId === row.organisationId &&
    artefact.recipient.agreementId === row.agreementId &&
    artefact.purpose === row.purpose &&
    artefact.validTo === row.validTo
  );
}
