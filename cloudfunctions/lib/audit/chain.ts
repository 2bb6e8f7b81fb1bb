/** What is hashed, and in which chain it stands (docs/adr/0016). No I/O. */
import { type Actor, type StoredRecord } from '../audit';
import { type FieldCipher } from '../crypto/field-cipher';
import { sm3Hex } from '../crypto/sm3';
import { type AuditDetails } from '../database/schema';

/** What the first entry of a chain names as the one before it. */
export const noHash = '0'.repeat(64);

/** An entry with its place, but without its hash. All columns of the row and nothing else. */
export interface PlacedEntry {
  id: number;
  chain: string;
  seq: number;
  prevHash: string;
  /** Epoch milliseconds. */
  at: number;
  traceId: string;
  actorKind: string;
  actorAccountId: string | null;
  subjectPersonId: string | null;
  action: string;
  /** The very JSON text that stands in the row. */
  details: string;
}

/** Where the head of a chain stands: its last entry's place and hash. */
export interface ChainHead {
  chain: string;
  seq: number;
  hash: string;
}

/** @returns the chain of a person's affairs */
export const personChain = (personId: string): string => `person:${personId}`;

/**
 * One chain a person, so that writers about different people never wait for each other. What is
 * about nobody goes to its actor's chain; what the service does by itself, to one of its flow, or
 * of a lane of it.
 */
export function chainOf(actor: Actor, { subjectPersonId, action, lane }: StoredRecord): string {
  if (subjectPersonId !== null) return personChain(subjectPersonId.toLowerCase());
  if (actor.accountId !== undefined) return `account:${actor.accountId.toLowerCase()}`;
  const [flow = action] = action.split('.');
  return lane === undefined ? `system:${flow}` : `system:${flow}.${lane}`;
}

/** @returns JSON with its keys in order: the same details are always the same text */
export function detailsText(details: AuditDetails): string {
  const entries = Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}

/** Free text with its length in bytes before it: no byte can move from one column to the next. */
const measured = (text: string): string => `${Buffer.byteLength(text, 'utf8')}:${text}`;

/**
 * What every preimage of a chain begins with at this place. The database makes the same text in
 * `preimageSql` (verify/database-source.ts); a test holds the two together.
 */
export const placeText = (chain: string, seq: number, prevHash: string): string =>
  `${measured(chain)}|${seq}|${prevHash}|`;

/** @returns the text that is hashed: every column but the hash itself, so that no change is small */
export function preimageOf(entry: PlacedEntry): string {
  const rest = [
    String(entry.id),
    String(entry.at),
    measured(entry.traceId),
    measured(entry.actorKind),
    entry.actorAccountId ?? '-',
    entry.subjectPersonId ?? '-',
    measured(entry.action),
    entry.details,
  ];
  return `${placeText(entry.chain, entry.seq, entry.prevHash)}${rest.join('|')}`;
}

/** @returns the hash of an entry, 64 hex digits (SM3) */
export const entryHash = (entry: PlacedEntry): string => sm3Hex(preimageOf(entry));

/**
 * The seal of a head: whoever has the database alone can neither make one nor move it forward.
 *
 * @returns HMAC-SM3, 64 hex digits
 */
export const sealOf = (cipher: FieldCipher, { chain, seq, hash }: ChainHead): string =>
  cipher.index('audit.head', `${chain}|${seq}|${hash}`);
