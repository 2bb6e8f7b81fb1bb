/** What the bureau's clerks type in about organisations, judged beyond its shape. */
import { sm2 } from 'sm-crypto-v2';
import { type CreditCode, creditCodeDoubts, readCreditCode } from '@yibao/shared/rules/credit-code';
import { readBlock } from '../lib/clerks';
import { refuseField } from '../lib/dispatcher/input';
import { ServiceError } from '../lib/errors';
import { refuseLongNumbers } from '../lib/staff';

/** Of IPv6 a caller's network is known, not the host within it. */
const longestIpv6Prefix = 64;

/**
 * @returns the blocks, each once
 * @throws ServiceError bad_input for networks, naming the line that is wrong
 */
export function readNetworks(typed: readonly string[]): string[] {
  typed.forEach((block, index) => {
    const line = `允许的网络第 ${index + 1} 行`;
    const range = readBlock(block);
    if (range === null) {
      throw refuseField('networks', `${line}不是网段，请写成 10.20.0.0/16 或 10.20.3.4 这样`);
    }
    const [address, prefix] = range;
    if (address.kind() === 'ipv6' && prefix > longestIpv6Prefix) {
      throw refuseField('networks', `${line}太细，IPv6 最细到 /64`);
    }
  });
  return [...new Set(typed)];
}

/** @throws ServiceError bad_input for a key that is no point of the SM2 curve (GM/T 0003.5) */
export function checkPublicKey(publicKey: string | null): void {
  if (publicKey !== null && !isOnCurve(publicKey)) {
    throw refuseField('publicKey', '机构公钥不是 SM2 公钥，请向机构再要一次');
  }
}

function isOnCurve(publicKey: string): boolean {
  try {
    return sm2.verifyPublicKey(publicKey);
  } catch {
    return false; // the library throws for some points and answers for others
  }
}

/**
 * @param acceptDoubt the code was compared with the licence
 * @throws ServiceError bad_input for what is no code, credit_code_doubtful for one that fails its
 *   own check signs, until somebody says that it is right
 */
export function readOwnCreditCode(typed: string, acceptDoubt: boolean): CreditCode {
  const reading = readCreditCode(typed);
  if (!reading.ok) throw refuseField('creditCode', reading.message);
  const { doubt } = reading.value;
  if (doubt !== null && !acceptDoubt) {
    const message = `${creditCodeDoubts[doubt]}。请核对营业执照；和执照上一样就可以继续`;
    throw new ServiceError('credit_code_doubtful', { message, field: 'creditCode' });
  }
  return reading.value;
}

// controls, format marks and lone surrogates are seen by nobody; markup is never meant
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>]/u;

/** @throws ServiceError bad_input for a field with signs that nobody sees, or markup */
export function checkPlain(field: string, label: string, text: string): void {
  if (unseen.test(text)) throw refuseField(field, `${label}里有看不见的字符或 < >，请重新输入`);
}

/** @throws ServiceError bad_input for a clerk's reason with somebody's number, or unseen signs */
export function checkReason(reason: string): void {
  checkPlain('reason', '理由', reason);
  refuseLongNumbers('reason', '理由', reason);
}

/** The same for an answer that goes to a person. */
export function checkAnswer(answer: string): void {
  checkPlain('answer', '答复', answer);
  refuseLongNumbers('answer', '答复', answer);
}
