/** The bureau's two clerks, and organisations as they put them on record. */
import { type Output } from '@yibao/shared/contracts';
import { identityCheckDigit } from '@yibao/shared/rules/identity-document';
import { creditCheckSign, organisationCheckSign } from '@yibao/shared/rules/credit-code';
import { type CallInput, type Phone, type TestSystem } from '../support/system';

export interface Bureau {
  clerk: Phone;
  colleague: Phone;
}

export const bureauOf = (system: TestSystem): Bureau => ({
  clerk: system.phone('gao-min'),
  colleague: system.phone('yu-hailan'),
});

/** Of nobody: other numbers than the sandbox's own organisations have. */
export function creditCodeOf(n: number): string {
  const body = `0029${String(1000 + n)}`;
  const first17 = `91340600${body}${organisationCheckSign(body)}`;
  return first17 + creditCheckSign(first17);
}

let made = 0;

export const newOrganisation = (
  changes: Partial<CallInput<'oversight.addOrganisation'>> = {},
): CallInput<'oversight.addOrganisation'> => {
  const n = ++made;
  return {
    creditCode: creditCodeOf(n),
    acceptDoubt: false,
    name: `沙盒第${String(n)}保险公司`,
    kind: 'insurer',
    contact: '沙先生 0561-0000000',
    networks: [],
    publicKey: null,
    ...changes,
  };
};

export const newAgreement = (
  organisationId: string,
  changes: Partial<CallInput<'oversight.proposeAgreement'>> = {},
): CallInput<'oversight.proposeAgreement'> => ({
  organisationId,
  number: `协议〔2025〕${String(++made)}`,
  periodFrom: '2025-06-01',
  periodTo: '2026-05-31',
  purposes: ['CLAIM'],
  fields: ['nameMasked', 'settledOn', 'totalFen'],
  modes: ['VIEW', 'PREVIEW', 'PRINT'],
  maxLevel: 2,
  documentSm3: 'ab'.repeat(32),
  ...changes,
});

type Organisation = Output<'oversight.addOrganisation'>;

/** @returns an organisation on record, without an agreement */
export const addedOrganisation = (
  { clerk }: Bureau,
  changes: Partial<CallInput<'oversight.addOrganisation'>> = {},
): Promise<Organisation> => clerk.call('oversight.addOrganisation', newOrganisation(changes));

/** Other networks or another key, proposed by one and confirmed by the other. */
export async function changedAccess(
  { clerk, colleague }: Bureau,
  change: CallInput<'oversight.proposeAccess'>,
): Promise<Organisation> {
  const { accessChange } = await clerk.call('oversight.proposeAccess', change);
  if (!accessChange) throw new Error('nothing was proposed');
  const { accessId } = accessChange;
  return colleague.call('oversight.confirmAccess', { accessId });
}

/** @returns what is refused: code, field and sentence */
export async function refusalOf<N extends Parameters<Phone['reply']>[0]>(
  phone: Phone,
  action: N,
  input: CallInput<N>,
): Promise<{ code: string; field: string | undefined; message: string }> {
  const reply = await phone.reply(action, input);
  if (reply.ok) throw new Error(`${action} was not refused`);
  const { code, field, message } = reply.error;
  return { code, field, message };
}

/** The number of somebody who does not live in the city. */
export const numberOf = (serial: number) => {
  const first17 = `34060319900101${String(serial)}`;
  return first17 + identityCheckDigit(first17);
};
