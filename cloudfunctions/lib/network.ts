import { isIPv6 } from 'node:net';

/**
 * Whoever has an IPv6 address has 2^64 of them.
 *
 * @param address as a socket or a proxy names it; '' where nobody knows
 * @returns an address (IPv4) or its network (IPv6, /64)
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = plain.includes('::')
    ? Array<string>(8 - before.length - after.length).fill('0')
    : [];
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
