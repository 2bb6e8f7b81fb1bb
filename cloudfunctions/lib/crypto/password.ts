import { randomBytes, randomInt, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';

/** How dear one try is: memory is 128 · N · r bytes. */
export interface ScryptCost {
  N: number;
  r: number;
  p: number;
}

/** OWASP's recommendation for 32 MiB, which a function of 256 MB can afford four at a time. */
export const scryptCost: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };

const keyBytes = 32;
const saltBytes = 16;
/** More than any cost above needs. */
const maxmem = 64 * 1024 * 1024;

function derive(password: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** @returns `scrypt.<N>.<r>.<p>.<salt>.<key>`: what it cost stands in it, so that it can be raised */
export async function hashPassword(password: string, cost = scryptCost): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derive(password, salt, cost);
  const { N, r, p } = cost;
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('.');
}

/** As if somebody had a password that is none: the same work for it, from the first try on. */
const nobody = ((): string => {
  const { N, r, p } = scryptCost;
  const random = (bytes: number) => randomBytes(bytes).toString('base64url');
  return ['scrypt', N, r, p, random(saltBytes), random(keyBytes)].join('.');
})();

/**
 * @param hash as `hashPassword` gave it; null for who has none: the same work, and never right
 * @throws Error for what is no such hash
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [scheme, N, r, p, salt = '', key = ''] = (hash ?? nobody).split('.');
  if (scheme !== 'scrypt') throw new Error('not a password hash of ours');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const found = await derive(password, Buffer.from(salt, 'base64url'), cost);
  const wanted = Buffer.from(key, 'base64url');
  const isRight = wanted.length === found.length && timingSafeEqual(found, wanted);
  return isRight && hash !== null;
}

/** No sign in it is taken for another one: codes are handed over on paper. */
const signs = '23456789abcdefghjkmnpqrstuvwxyz';
const groups = 4;
const groupLength = 4;

/** @returns a code that works once, for people to hand over: 79 bits in four groups, as in `k7mp-…` */
export function makeOneTimeCode(): string {
  const group = () =>
    Array.from({ length: groupLength }, () => signs.charAt(randomInt(signs.length))).join('');
  return Array.from({ length: groups }, group).join('-');
}
