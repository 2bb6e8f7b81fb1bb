import { and, count, eq, sql } from 'drizzle-orm';
import { randomBytes, randomUUID } from 'node:crypto';
import { type CertificateKind } from '@yibao/shared/rules/certificate-kinds';
import { codeBytes, groupCode, makeCode, serialSigns } from '@yibao/shared/rules/certificate-code';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { sm3Hex } from '../../lib/crypto/sm3';
import { type Queryable, type Transaction } from '../../lib/database/database';
import { certificate, certificateFile, certificateYear, person } from '../../lib/database/schema';
import { mutationWithAfter } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { type Fonts, UnprintableTextError } from '../../lib/pdf/fonts';
import { type Runtime } from '../../lib/runtime';
import { contentKey, type JudgedPaper, judgePaper, refuseUncertifiable } from '../content';
import { gatherCertifiable, holdPayments } from '../facts';
import { fileKeptMs } from '../file';
import { makePaper } from '../make-paper';
import { signPaper } from '../signature';
import { getIssued } from '../store';
import { requireSubject } from '../subjects';
import { tellOfPaper } from '../tell';
import { viewCertificate } from '../view';

/** New papers one person can have a day; more is a machine. */
const maxPapersPerDay = 30;

interface Key {
  requestedBy: string;
  personId: string;
  kind: CertificateKind;
  coverageYear: number | null;
  factsIndex: string;
  issuedOn: string;
}

interface Prepared {
  key: Key;
  judged: JudgedPaper;
  /** Null when this very paper was issued today already. */
  made: { id: string; serial: string; codeIndex: string; file: Uint8Array } | null;
}

/** @returns today's live paper that says the same; null when there is none */
async function findSame(db: Queryable, key: Key): Promise<string | null> {
  const [row] = await db
    .select({ id: certificate.id })
    .from(certificate)
    .where(
      and(
        eq(certificate.requestedBy, key.requestedBy),
        eq(certificate.personId, key.personId),
        eq(certificate.kind, key.kind),
        sql`coalesce(${certificate.coverageYear}, 0) = ${key.coverageYear ?? 0}`,
        eq(certificate.factsIndex, key.factsIndex),
        eq(certificate.issuedOn, key.issuedOn),
        eq(certificate.status, 'issued'),
      ),
    );
  return row?.id ?? null;
}

const prefixes = { cover: 'CB', contribution: 'JF' } as const satisfies Record<
  CertificateKind,
  string
>;

async function make(runtime: Runtime, fonts: Fonts, key: Key, judged: JudgedPaper, now: number) {
  const code = makeCode(randomBytes(codeBytes));
  const day = key.issuedOn.replaceAll('-', '');
  const serial = `${prefixes[key.kind]}${day}-${serialSigns(randomBytes(8))}`;
  const { certificates, publicUrl, mode } = runtime.config;
  try {
    const pdf = await makePaper(fonts, {
      kind: key.kind,
      content: judged.content,
      serial,
      code: groupCode(code),
      issuedAt: now,
      issuer: certificates.issuer,
      publicUrl,
      watermark: mode === 'sandbox' ? '演示环境 不作证明' : null,
    });
    const file = signPaper(pdf, certificates);
    const codeIndex = runtime.cipher.index('certificate.code', code);
    return { id: randomUUID(), serial, codeIndex, file };
  } catch (error) {
    if (!(error instanceof UnprintableTextError)) throw error;
    throw new ServiceError('not_certifiable', {
      message: '姓名里有一个生僻字，这里的字库还印不出来。请带证件到医保窗口开具，不耽误使用。',
    });
  }
}

/** One person's papers take turns, so that the limit of a day holds. */
async function assertRoom(tx: Transaction, { requestedBy, issuedOn }: Key): Promise<void> {
  await tx
    .select({ id: person.id })
    .from(person)
    .where(eq(person.id, requestedBy))
    .for('no key update');
  const [row] = await tx
    .select({ papers: count() })
    .from(certificate)
    .where(and(eq(certificate.requestedBy, requestedBy), eq(certificate.issuedOn, issuedOn)));
  if ((row?.papers ?? 0) < maxPapersPerDay) return;
  throw new ServiceError('rate_limited', {
    message: `今天已经开了 ${maxPapersPerDay} 份，请明天再开；已经开好的可以重复下载和转发`,
  });
}

async function insertPaper(
  { tx, runtime, now }: { tx: Transaction; runtime: Runtime; now: number },
  { key, judged }: Prepared,
  made: NonNullable<Prepared['made']>,
): Promise<void> {
  const { cipher, config } = runtime;
  const { id, serial, codeIndex, file } = made;
  await tx.insert(certificate).values({
    ...key,
    id,
    serial,
    codeIndex,
    facts: cipher.seal('certificate.facts', JSON.stringify(judged.content)),
    issuedAt: now,
    fileSm3: sm3Hex(file),
    byteLength: file.length,
    keyId: config.certificates.keyId,
    status: 'issued',
  } satisfies typeof certificate.$inferInsert);
  const years = judged.years.map((coverageYear) => ({ certificateId: id, coverageYear }));
  if (years.length > 0) await tx.insert(certificateYear).values(years);
  const content = cipher.sealBytes('certificate.file', file);
  const keepUntil = now + fileKeptMs;
  await tx.insert(certificateFile).values({ certificateId: id, content, keepUntil });
}

/**
 * Asks, judges, prints and signs before the transaction; in it, the payments the paper rests on are
 * held, so that a refund and a paper never pass each other. The same facts on the same day are
 * the paper that exists.
 */
export const issueWith = (fonts: Fonts) =>
  mutationWithAfter('certificate.issue', {
    async before({ runtime, caller, now }, input): Promise<Prepared> {
      const { db, cipher } = runtime;
      const subject = await requireSubject(db, caller, input, now);
      const facts = await gatherCertifiable(runtime, caller, subject, now);
      const judged = judgePaper(runtime, caller, subject, facts, input);
      if (!judged.ok) throw refuseUncertifiable(judged.reason, judged.comeBackAt);
      const key: Key = {
        requestedBy: caller.personId,
        personId: subject.person.id,
        kind: input.kind,
        coverageYear: input.coverageYear,
        factsIndex: cipher.index('certificate.facts', contentKey(judged.facts.content)),
        issuedOn: shanghaiDate(now),
      };
      const isThere = (await findSame(db, key)) !== null;
      const made = isThere ? null : await make(runtime, fonts, key, judged.facts, now);
      return { key, judged: judged.facts, made };
    },

    async run({ tx, runtime, caller, now, audit }, input, prepared) {
      const { key, judged, made } = prepared;
      const { personId } = input;
      const { who } = await requireSubject(tx, caller, input, now);
      await assertRoom(tx, key);
      const same = await findSame(tx, key);
      if (same !== null) return { certificateId: same };
      // withdrawn since `before` has looked: asked again, it is made
      if (!made) throw new ServiceError('busy');
      await holdPayments(tx, judged.restsOn);
      await insertPaper({ tx, runtime, now }, prepared, made);
      await tellOfPaper(tx, runtime, { ...key, id: made.id, who }, now);
      await audit({
        action: 'certificate.issue',
        subjectPersonId: personId,
        details: {
          certificateId: made.id,
          kind: key.kind,
          coverageYear: key.coverageYear,
          fullNumber: input.fullNumber,
        },
      });
      return { certificateId: made.id };
    },

    async after(context, _input, { certificateId }) {
      const row = await getIssued(context.runtime.db, context.caller, certificateId);
      return viewCertificate(context, row);
    },
  });
