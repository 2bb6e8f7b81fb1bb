import { eq } from 'drizzle-orm';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { type ConsentLevel, highestLevel } from '@yibao/shared/rules/consent-fields';
import { stillGrantable } from '@yibao/shared/rules/consent-limits';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type VerifiedCaller } from '../lib/caller';
import { type Queryable } from '../lib/database/database';
import { type Consent, consentCase } from '../lib/database/schema';
import { type Runtime } from '../lib/runtime';
import { type Seen } from './access';
import { type Agreed, findAgreed } from './agreed';
import { type Artefact, readArtefact } from './artefact';
import { activeCatalogue, viewFields } from './catalogue';
import { currentNotice, noticeHash, noticeOf } from './notices';
import { looksLeftOf } from './quota';
import { mayOf, obstacleOf, viewLine } from './view';

type Detail = Output<'consent.detail'>;

/** Everything about one consent, for who may see it. */
export async function viewDetail(
  runtime: Runtime,
  db: Queryable,
  caller: VerifiedCaller,
  seen: Seen,
  now: number,
): Promise<Detail> {
  const { cipher, config } = runtime;
  const { row } = seen;
  const policy = consentPolicyOf(config.region);
  const { levels } = await activeCatalogue(db);
  const granted = readArtefact(config, row)?.artefact ?? null;
  const today = shanghaiDate(now);
  const requested =
    row.status === 'requested'
      ? stillGrantable(row.requested, { levels, policy, purpose: row.purpose, today })
      : row.requested;
  const { fields } = granted?.scope ?? requested;
  const agreed = await findAgreed(db, row.agreementId);
  if (!agreed) throw new Error('a consent without its agreement');
  const obstacle = obstacleOf(caller, seen, { agreed, policy, now });
  return {
    line: await viewLine(db, { cipher, policy }, caller, seen),
    organisation: viewOrganisation(runtime, agreed),
    words: row.requestedBy === null ? null : cipher.open('consent.words', row.words),
    ...(await caseOf(db, row)),
    requested,
    granted: granted?.scope ?? null,
    fields: viewFields(fields, levels),
    maxLevel: granted?.maxLevel ?? highestLevel(fields, levels) ?? strictest,
    validFrom: granted?.validFrom ?? null,
    validTo: granted?.validTo ?? null,
    grantedByGuardian: granted?.grantor.capacity === 'guardian',
    verification: granted?.verification.method ?? null,
    looksLeft: granted && ((await looksLeftOf(db, [row], policy, now)).get(row.id) ?? 0),
    notice: await noticeFor(db, row, granted, now),
    obstacle,
    may: mayOf(caller, seen, { obstacle, policy, now }),
  };
}

const strictest: ConsentLevel = 3;

/** What was agreed to, or what is to be read before one does. */
async function noticeFor(
  db: Queryable,
  { purpose }: Consent,
  granted: Artefact | null,
  now: number,
): Promise<Detail['notice']> {
  const content = granted && (await noticeOf(db, granted.notice.version));
  if (!granted || !content) return currentNotice(db, purpose, now);
  return { version: granted.notice.version, ...content, textHash: noticeHash(content) };
}

function viewOrganisation({ cipher }: Runtime, agreed: Agreed): Detail['organisation'] {
  const { id: organisationId, name, kind, creditCode, contact } = agreed.organisation;
  return {
    organisationId,
    name,
    kind,
    creditCode,
    contact: cipher.open('organisation.contact', contact),
    agreementNumber: agreed.agreement.number,
  };
}

async function caseOf(
  db: Queryable,
  { caseId }: Consent,
): Promise<Pick<Detail, 'caseNo' | 'eraseBy' | 'erasedAt'>> {
  const none = { caseNo: null, eraseBy: null, erasedAt: null };
  if (caseId === null) return none;
  const [found] = await db.select().from(consentCase).where(eq(consentCase.id, caseId));
  if (!found) return none;
  const { caseNo, eraseBy, erasedAt } = found;
  return { caseNo, eraseBy, erasedAt };
}
