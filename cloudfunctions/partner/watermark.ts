import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { type Output } from '@yibao/shared/contracts';
import { type FieldCipher } from '../lib/crypto/field-cipher';
import { type Clerk, type Organisation } from '../lib/database/schema';

export type Watermark = Extract<Output<'partner.look'>, { decision: 'shown' }>['watermark'];

/**
 * What stands across each view and each print: who looks, for whom, when, by which query. Made from
 * the rows of the look itself; nothing of it ever comes from the client.
 */
export function watermarkOf(
  cipher: FieldCipher,
  { organisation, clerk }: { organisation: Pick<Organisation, 'name'>; clerk: Pick<Clerk, 'name'> },
  { lookId, at }: { lookId: string; at: number },
): Watermark {
  const clerkName = cipher.open('clerk.name', clerk.name);
  const text = `${organisation.name} ${clerkName} ${formatChineseDateTime(at)} 查询编号 ${lookId}`;
  return { text, lookId, organisationName: organisation.name, clerkName, at };
}
