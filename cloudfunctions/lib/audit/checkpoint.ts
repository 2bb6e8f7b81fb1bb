/** The file of a checkpoint: two lines, the statement (JSON) and its signature (SM2). No I/O. */
import { isSignedBy, sign } from '@yibao/shared/protocols/sm2';
import * as z from 'zod';
import { sm3Hex } from '../crypto/sm3';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const statement = z.strictObject({
  service: z.literal('yibao audit'),
  version: z.literal(1),
  /** From 1, without a gap. */
  number: z.int().min(1),
  /** Epoch milliseconds of the business clock. */
  at: z.int(),
  /** SM3 of the file of the checkpoint before; zeros for the first. */
  previousHash: hash,
  keyId: z.string(),
  /** Heads that moved since the checkpoint before that names them: chain, seq, hash. */
  heads: z.array(z.tuple([z.string(), z.int().min(1), hash])).min(1),
});

export type Checkpoint = Omit<z.output<typeof statement>, 'service' | 'version' | 'keyId'>;

/** The pair that signs, and every public key that ever did. */
export interface SigningKeys {
  keyId: string;
  privateKey: string;
  publicKeys: Readonly<Record<string, string>>;
}

/** @returns the text of the file */
export function signCheckpoint(checkpoint: Checkpoint, keys: SigningKeys): string {
  const { number, at, previousHash, heads } = checkpoint;
  const line = JSON.stringify({
    service: 'yibao audit',
    version: 1,
    number,
    at,
    previousHash,
    keyId: keys.keyId,
    heads,
  });
  return `${line}\n${sign(line, keys.privateKey)}\n`;
}

/** @returns what the next checkpoint, and the database, know this one by */
export const checkpointHash = (text: string): string => sm3Hex(text);

export type IsSigned = typeof isSignedBy;

/**
 * @param publicKeys by their id
 * @returns the checkpoint, or null for anything that is not the very text that was signed
 */
export function openCheckpoint(
  text: string,
  publicKeys: Readonly<Record<string, string>>,
  isSigned: IsSigned = isSignedBy,
): Checkpoint | null {
  const [, line = '', signature = ''] = /^([^\n]*)\n([0-9a-f]+)\n$/.exec(text) ?? [];
  const parsed = statement.safeParse(jsonOf(line));
  if (!parsed.success) return null;
  const { keyId, number, at, previousHash, heads } = parsed.data;
  const key = Object.hasOwn(publicKeys, keyId) ? publicKeys[keyId] : undefined;
  if (key === undefined || !isPlainDer(signature)) return null;
  if (!isSigned(line, signature, key)) return null;
  return { number, at, previousHash, heads };
}

/** Two whole numbers in DER, written the one way there is: of one signature there is one text. */
function isPlainDer(signature: string): boolean {
  const bytes = Buffer.from(signature, 'hex');
  const first = bytes[3] ?? 0;
  const second = bytes[first + 5] ?? 0;
  const isNumber = (from: number, length: number): boolean => {
    const [lead = 0, next = 0] = [bytes[from], bytes[from + 1]];
    return length > 0 && length <= 33 && lead < 0x80 && (lead > 0 || length === 1 || next >= 0x80);
  };
  return (
    bytes[0] === 0x30 &&
    bytes[1] === bytes.length - 2 &&
    bytes[2] === 0x02 &&
    isNumber(4, first) &&
    bytes[first + 4] === 0x02 &&
    isNumber(first + 6, second) &&
    bytes.length === first + second + 6
  );
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
