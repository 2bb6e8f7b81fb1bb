import { randomBytes } from 'node:crypto';
import { sm4 } from 'sm-crypto-v2';
import { hmacSm3Hex } from './sm3';

/** Which column a ciphertext belongs to: it opens nowhere else. */
export type FieldName =
  | 'person.name'
  | 'person.document_number'
  | 'person.platform_number'
  | 'counter_code.code'
  | 'person_phone.phone'
  | 'phone_challenge.code'
  | 'newborn.details'
  | 'newborn.draft'
  | 'newborn.evidence'
  | 'newborn.photo'
  | 'settlement.institution'
  | 'certificate.code'
  | 'certificate.facts'
  | 'certificate.file'
  | 'certificate.note'
  | 'refund.words'
  | 'refund.platform_request'
  | 'reconcile.resolution'
  | 'organisation.contact'
  | 'oversight.reason'
  | 'clerk.name'
  | 'clerk.login'
  | 'clerk.totp_secret'
  | 'clerk_enrolment.login'
  | 'clerk_enrolment.code'
  | 'clerk_enrolment.totp_secret'
  | 'consent.subject'
  | 'consent.subject_name'
  | 'consent.words'
  | 'consent.status'
  | 'consent.cursor'
  | 'consent_confirmation.code'
  | 'consent_look.payload'
  | 'consent_print.code'
  | 'consent_complaint.words'
  | 'rights_request.words'
  | 'idempotency.reply'
  | 'audit.head'
  | 'audit.lane';

const ivBytes = 12;
const tagBytes = 16;

/** What `seal` wrote, and in no other spelling: the last letter has bits that decoding passes over. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new Error('not a sealed value');
  return bytes;
}

/**
 * Personal data at rest: SM4-GCM (GM/T 0002) with the column as associated data, the key's id
 * beside the ciphertext so that keys can be rotated, and a keyed SM3 index for exact look-ups.
 */
export class FieldCipher {
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #current: string;
  readonly #indexKey: string;

  /** @param options keys as hex, the id of the one used for writing, and the index key as hex */
  constructor(options: { keys: Record<string, string>; current: string; indexKey: string }) {
    this.#keys = new Map(
      Object.entries(options.keys).map(([id, hex]) => [id, Buffer.from(hex, 'hex')]),
    );
    this.#current = options.current;
    this.#indexKey = options.indexKey;
  }

  /** @returns `<key id>.<iv>.<tag>.<ciphertext>`, the last three base64url */
  seal(field: FieldName, text: string): string {
    const iv = randomBytes(ivBytes);
    const { output, tag } = this.#encrypt(field, Buffer.from(text, 'utf8'), iv, this.#current);
    const parts = [iv, tag, output].map((bytes) => Buffer.from(bytes).toString('base64url'));
    return [this.#current, ...parts].join('.');
  }

  /**
   * @returns the text
   * @throws Error when the key is unknown or anything was altered, moved to another column included
   */
  open(field: FieldName, sealed: string): string {
    const [keyId, iv, tag, ciphertext, more] = sealed.split('.');
    if (keyId === undefined || iv === undefined || tag === undefined || ciphertext === undefined) {
      throw new Error('not a sealed value');
    }
    if (more !== undefined) throw new Error('not a sealed value');
    const text = sm4.decrypt(bytesOf(ciphertext), this.#key(keyId), {
      mode: 'gcm',
      output: 'array',
      iv: bytesOf(iv),
      associatedData: Buffer.from(field, 'utf8'),
      tag: bytesOf(tag),
    });
    return Buffer.from(text).toString('utf8');
  }

  /** The same for a file: `<key id>.`, then iv, tag and ciphertext as bytes. */
  sealBytes(field: FieldName, content: Uint8Array): Uint8Array {
    const iv = randomBytes(ivBytes);
    const { output, tag } = this.#encrypt(field, content, iv, this.#current);
    return Buffer.concat([Buffer.from(`${this.#current}.`, 'utf8'), iv, tag, output]);
  }

  /** @throws Error when the key is unknown or a byte was altered, moved to another field included */
  openBytes(field: FieldName, sealed: Uint8Array): Uint8Array {
    const bytes = Buffer.from(sealed);
    const dot = bytes.indexOf('.');
    if (dot < 1) throw new Error('not a sealed file');
    const ivFrom = dot + 1;
    const tagFrom = ivFrom + ivBytes;
    const textFrom = tagFrom + tagBytes;
    return sm4.decrypt(bytes.subarray(textFrom), this.#key(bytes.toString('utf8', 0, dot)), {
      mode: 'gcm',
      output: 'array',
      iv: bytes.subarray(ivFrom, tagFrom),
      associatedData: Buffer.from(field, 'utf8'),
      tag: bytes.subarray(tagFrom, textFrom),
    });
  }

  #encrypt(field: FieldName, content: Uint8Array, iv: Uint8Array, keyId: string) {
    const { output, tag } = sm4.encrypt(content, this.#key(keyId), {
      mode: 'gcm',
      output: 'array',
      iv,
      associatedData: Buffer.from(field, 'utf8'),
      outputTag: true,
    });
    if (!tag) throw new Error('the cipher gave no tag');
    return { output, tag };
  }

  /** @returns the keyed index (HMAC-SM3, hex) under which a value of this column is found */
  index(field: FieldName, text: string): string {
    return hmacSm3Hex(`${field}\n${text}`, this.#indexKey);
  }

  #key(id: string): Uint8Array {
    const key = this.#keys.get(id);
    if (!key) throw new Error('sealed with a key that is not configured');
    return key;
  }
}
