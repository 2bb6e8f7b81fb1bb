import { FieldCipher } from './field-cipher';

const indexKey = 'ab'.repeat(32);
const old = { 'key-1': '0123456789abcdeffedcba9876543210' };
const both = { ...old, 'key-2': 'fedcba98765432100123456789abcdef' };
const cipher = new FieldCipher({ keys: old, current: 'key-1', indexKey });

test('opens what it sealed, and seals the same text differently each time', () => {
  const first = cipher.seal('person.name', '欧阳·测试');
  const second = cipher.seal('person.name', '欧阳·测试');
  expect(cipher.open('person.name', first)).toBe('欧阳·测试');
  expect(first).not.toBe(second);
  expect(first).not.toContain('欧阳');
});

test.each([0, 1, 2, 3])('refuses a value whose part %i was altered', (part) => {
  const parts = cipher.seal('person.name', '测试').split('.');
  const target = parts[part]!;
  parts[part] = (target.startsWith('A') ? 'B' : 'A') + target.slice(1);
  expect(() => cipher.open('person.name', parts.join('.'))).toThrow();
});

test('has one spelling: not a letter can be another, be added or be left out', () => {
  const accepted: string[] = [];
  for (const text of ['测', '测试', '一二三', 'a', 'ab', 'abc']) {
    const sealed = cipher.seal('person.name', text);
    const others = [`${sealed}.`, `${sealed}=`, sealed.slice(0, -1)];
    for (let at = sealed.indexOf('.') + 1; at < sealed.length; at++) {
      for (const letter of ['A', 'B', 'g', '9', '+']) {
        others.push(sealed.slice(0, at) + letter + sealed.slice(at + 1));
      }
    }
    for (const other of others) {
      if (other === sealed) continue;
      try {
        cipher.open('person.name', other);
        accepted.push(other);
      } catch {
        // as it should be
      }
    }
  }
  expect(accepted).toEqual([]);
});

test('refuses a value moved to another column', () => {
  const sealed = cipher.seal('person.name', '测试');
  expect(() => cipher.open('person.document_number', sealed)).toThrow();
});

test('reads the old key after rotation and writes the new one', () => {
  const rotated = new FieldCipher({ keys: both, current: 'key-2', indexKey });
  expect(rotated.open('person.name', cipher.seal('person.name', '旧'))).toBe('旧');
  expect(rotated.seal('person.name', '新')).toMatch(/^key-2\./);
  expect(() => cipher.open('person.name', rotated.seal('person.name', '新'))).toThrow('key');
});

describe('files', () => {
  const picture = Uint8Array.from({ length: 3_000 }, (_, index) => index % 256);
  const sealed = cipher.sealBytes('newborn.photo', picture);

  test('open as they were, also after a rotation, and hold nothing in clear', () => {
    const rotated = new FieldCipher({ keys: both, current: 'key-2', indexKey });
    expect(Buffer.from(rotated.openBytes('newborn.photo', sealed))).toEqual(Buffer.from(picture));
    expect(Buffer.from(sealed).includes(Buffer.from(picture.slice(0, 32)))).toBe(false);
    expect(
      Buffer.from(
        cipher.openBytes('newborn.photo', cipher.sealBytes('newborn.photo', new Uint8Array())),
      ),
    ).toHaveLength(0);
  });

  test.each([0, 6, 17, 33, 34, 2_000])('refuse a change of byte %i', (position) => {
    const changed = Uint8Array.from(sealed);
    changed[position] = (changed[position]! + 1) % 256;
    expect(() => cipher.openBytes('newborn.photo', changed)).toThrow();
  });

  test('refuse another field, a cut and something that is none', () => {
    expect(() => cipher.openBytes('newborn.details', sealed)).toThrow();
    expect(() => cipher.openBytes('newborn.photo', sealed.slice(0, -1))).toThrow();
    expect(() => cipher.openBytes('newborn.photo', picture)).toThrow();
  });
});

test('the index is keyed, per column, and stable over key rotation', () => {
  const rotated = new FieldCipher({ keys: both, current: 'key-2', indexKey });
  const otherKey = new FieldCipher({ keys: old, current: 'key-1', indexKey: 'cd'.repeat(32) });
  const value = cipher.index('person.document_number', 'X');
  expect(rotated.index('person.document_number', 'X')).toBe(value);
  expect(otherKey.index('person.document_number', 'X')).not.toBe(value);
  expect(cipher.index('person.name', 'X')).not.toBe(value);
});
