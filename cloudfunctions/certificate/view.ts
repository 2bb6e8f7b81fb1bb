import { type Output } from '@yibao/shared/contracts';
import { type WithdrawalReason } from '@yibao/shared/rules/certificate-kinds';
import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { type VerifiedCaller } from '../lib/caller';
import { type Certificate } from '../lib/database/schema';
import { getPersons, viewPerson } from '../lib/people';
import { type Runtime } from '../lib/runtime';
import { openContent } from './content';
import { filesOf, verifiedOf } from './store';
import { mayAskFor, subjectsOf } from './subjects';

export type CertificateView = Output<'certificate.list'>['certificates'][number];

const withdrawnFor = {
  notNeeded: '不再需要',
  wrongFacts: '内容有误',
  lost: '文件给了不该给的人',
  staff: '由工作人员撤回',
  refunded: '这笔缴费已经退费',
} as const satisfies Record<WithdrawalReason, string>;

function sentenceOf({ withdrawnAt, withdrawReason }: Certificate): string {
  if (withdrawnAt === null || withdrawReason === null) return '有效，谁都可以验证';
  return `已撤回（${withdrawnFor[withdrawReason]}），${formatChineseDateTime(withdrawnAt)}起验证会显示已撤回`;
}

/** Papers in words, for whoever had them issued, whom they are about, and their guardians. */
export async function viewCertificates(
  { runtime, caller, now }: { runtime: Runtime; caller: VerifiedCaller; now: number },
  rows: Certificate[],
): Promise<CertificateView[]> {
  const { db, cipher } = runtime;
  const ids = rows.map(({ id }) => id);
  const [persons, verified, files, subjects] = await Promise.all([
    getPersons(db, [...new Set(rows.map(({ personId }) => personId))]),
    verifiedOf(db, ids),
    filesOf(db, ids),
    subjectsOf(db, caller, now),
  ]);
  return rows.map((row) => {
    const person = persons.get(row.personId);
    if (!person) throw new Error('a certificate about nobody');
    const isMine = row.requestedBy === caller.personId;
    const keepUntil = files.get(row.id) ?? null;
    const mayHaveFile = isMine && mayAskFor(subjects, row, openContent(runtime, row));
    const isThere = mayHaveFile && keepUntil !== null && keepUntil > now;
    return {
      certificateId: row.id,
      serial: row.serial,
      kind: row.kind,
      person: viewPerson(cipher, person),
      coverageYear: row.coverageYear,
      issuedAt: row.issuedAt,
      status: row.status,
      sentence: sentenceOf(row),
      withdrawnAt: row.withdrawnAt,
      issuedTo: isMine ? 'me' : 'family',
      isAboutMe: row.personId === caller.personId,
      mayHaveFile,
      fileUntil: isThere ? keepUntil : null,
      verified: verified.get(row.id) ?? { times: 0, lastAt: null },
    };
  });
}

export async function viewCertificate(
  context: { runtime: Runtime; caller: VerifiedCaller; now: number },
  row: Certificate,
): Promise<CertificateView> {
  const [view] = await viewCertificates(context, [row]);
  if (!view) throw new Error('one certificate, no view');
  return view;
}
