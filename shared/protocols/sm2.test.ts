import { sm2 } from 'sm-crypto-v2';
import { isSignedBy, sign } from './sm2';

const { privateKey, publicKey } = sm2.generateKeyPairHex();

test('what was signed is signed, whatever the lengths of its numbers', () => {
  for (let n = 0; n < 100; n++) {
    expect(isSignedBy(`text ${n}`, sign(`text ${n}`, privateKey), publicKey)).toBe(true);
  }
});

test('another text, another key', () => {
  const signature = sign('text', privateKey);
  expect(isSignedBy('texu', signature, publicKey)).toBe(false);
  expect(isSignedBy('text', signature, sm2.generateKeyPairHex().publicKey)).toBe(false);
});

test('not one character of a signature can be changed, added or left out', () => {
  const signature = sign('text', privateKey);
  const accepted: string[] = [];
  const tryOut = (altered: string) => {
    if (isSignedBy('text', altered, publicKey)) accepted.push(altered);
  };
  for (let at = 0; at < signature.length; at++) {
    const digit = (parseInt(signature.charAt(at), 16) ^ 1).toString(16);
    tryOut(signature.slice(0, at) + digit + signature.slice(at + 1));
    tryOut(signature.slice(0, at) + signature.slice(at + 1));
  }
  tryOut(`${signature}00`);
  tryOut(`${signature} `);
  tryOut(signature.toUpperCase());
  tryOut(`30${signature.slice(2).replace(/^../, '81$&')}`);
  tryOut('');
  expect(accepted).toEqual([]);
});
