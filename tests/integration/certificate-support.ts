import { type Input, type Output } from '@yibao/shared/contracts';
import { type Phone, type TestSystem } from '../support/system';

export const coverageYear = 2026;

export type Paper = NonNullable<Output<'certificate.get'>['file']> & {
  certificateId: string;
  serial: string;
  bytes: Buffer;
};

type Asked = Partial<Omit<Input<'certificate.issue'>, 'requestId'>> & { personId: string };

/** Issues a paper and fetches its file. */
export async function paperOf(phone: Phone, asked: Asked): Promise<Paper> {
  const { certificateId, serial } = await phone.call('certificate.issue', {
    kind: 'contribution',
    coverageYear,
    fullNumber: false,
    ...asked,
  });
  const { file } = await phone.call('certificate.get', { certificateId });
  if (!file) throw new Error('a paper without its file');
  return { ...file, certificateId, serial, bytes: Buffer.from(file.contentBase64, 'base64') };
}

/** What the public page says of a code, as JSON. */
export async function verify(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers: { accept: 'application/json', ...headers } });
  const { status, headers: answered } = response;
  return { status, headers: answered, body: (await response.json()) as Record<string, unknown> };
}

/** What the page says of a file. */
export async function compare(url: string, file: Uint8Array): Promise<unknown> {
  const form = new FormData();
  form.set('file', new Blob([Buffer.from(file)], { type: 'application/pdf' }), 'paper.pdf');
  const headers = { accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: form });
  return ((await response.json()) as { comparison?: unknown }).comparison;
}

/** Everything that the page's answers must never hold. */
export function secretsOf(system: TestSystem, key: string): string[] {
  const users = [
    ...system.sandbox.host.residents.testUsers(),
    ...system.sandbox.host.residents.loadUsers(),
  ];
  const user = users.find((each) => each.key === key)!;
  return [user.resident.name, user.resident.certNo];
}
