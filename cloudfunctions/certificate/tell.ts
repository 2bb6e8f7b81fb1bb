import { certificateNames } from '@yibao/shared/rules/certificate-kinds';
import { maskName } from '@yibao/shared/rules/masking';
import { type Transaction } from '../lib/database/database';
import { type Certificate } from '../lib/database/schema';
import { actingGuardiansOf } from '../lib/guardians';
import { notify } from '../lib/notices';
import { getPerson, identityOf } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { type Subject } from './subjects';

type Issued = Pick<Certificate, 'id' | 'kind' | 'personId' | 'requestedBy' | 'coverageYear'> &
  Pick<Subject, 'who'>;

/** 「2026 年度的缴费凭证」 */
const paperWords = ({ kind, coverageYear }: Issued): string =>
  coverageYear === null
    ? certificateNames[kind]
    : `${coverageYear} 年度的${certificateNames[kind]}`;

/**
 * Whoever somebody else has had a paper issued about is told, as of every payment; of a child the
 * other guardians are.
 */
export async function tellOfPaper(
  tx: Transaction,
  { cipher }: Pick<Runtime, 'cipher'>,
  issued: Issued,
  now: number,
): Promise<void> {
  const { id, kind, personId, requestedBy, who } = issued;
  if (personId === requestedBy) return;
  const told = {
    dedupeKey: `certificate-issued:${id}`,
    link: 'packageCertificate/pages/list/index',
    message: null,
  };
  const issuer = who === 'ward' ? '您的监护人' : '替您缴费的家人';
  const close = '您可以查看，也可以撤回它。';
  const title = `有一份关于您的${certificateNames[kind]}`;
  const body = `${issuer}开具了您 ${paperWords(issued)}。${close}`;
  await notify(tx, { personId, title, body, ...told }, now);
  const guardians = await actingGuardiansOf(tx, personId, now);
  const others = guardians.filter((guardian) => guardian !== requestedBy);
  if (others.length === 0) return;
  const nameOf = async (of: string) => maskName(identityOf(cipher, await getPerson(tx, of)).name);
  const [by, child] = [await nameOf(requestedBy), await nameOf(personId)];
  const words = {
    title: `有一份关于 ${child} 的${certificateNames[kind]}`,
    body: `${by} 开具了 ${child} ${paperWords(issued)}。${close}`,
  };
  for (const guardian of others) await notify(tx, { personId: guardian, ...words, ...told }, now);
}
