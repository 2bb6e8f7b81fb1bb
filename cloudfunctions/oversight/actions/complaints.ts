import { and, eq } from 'drizzle-orm';
import { maskName } from '@yibao/shared/rules/masking';
import { viewLooksOf } from '../../consent/look-view';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { consent, consentComplaint, organisation } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { getPersons } from '../../lib/people';
import { checkAnswer } from '../inputs';
import { noteRead } from '../note-read';
import { refuseOwn } from '../own';

const pageSize = 20;
const sorting: Sorting = {
  at: consentComplaint.createdAt,
  id: consentComplaint.id,
  first: 'oldest',
};
const complaintsPage = 'packageConsent/pages/complaints/index';

export const complaints = query('oversight.complaints', async (context, { show, cursor }) => {
  const { db, cipher } = context.runtime;
  const isShown = show === 'open' ? eq(consentComplaint.status, 'open') : undefined;
  const found = await db
    .select({ complaint: consentComplaint, organisationName: organisation.name })
    .from(consentComplaint)
    .innerJoin(consent, eq(consent.id, consentComplaint.consentId))
    .innerJoin(organisation, eq(organisation.id, consent.organisationId))
    .where(and(isShown, afterCursor(sorting, cursor)))
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ complaint }) => ({
    at: complaint.createdAt,
    id: complaint.id,
  }));
  await noteRead(context, 'oversight.complaints', {
    filter: { show, isFurtherPage: cursor !== undefined },
    rows: rows.length,
  });
  const people = await getPersons(db, [...new Set(rows.map((row) => row.complaint.byPersonId))]);
  const looks = await viewLooksOf(
    db,
    cipher,
    rows.flatMap(({ complaint }) => complaint.lookId ?? []),
  );
  return {
    rows: rows.map(({ complaint, organisationName }) => {
      const person = people.get(complaint.byPersonId);
      if (!person) throw new Error('a complaint without its person');
      return {
        complaintId: complaint.id,
        nameMasked: maskName(cipher.open('person.name', person.name)),
        organisationName,
        words: cipher.open('consent_complaint.words', complaint.words),
        status: complaint.status,
        answer: complaint.answer && cipher.open('consent_complaint.words', complaint.answer),
        createdAt: complaint.createdAt,
        look: looks.get(complaint.lookId ?? '') ?? null,
      };
    }),
    nextCursor,
  };
});

export const answerComplaint = mutation('oversight.answerComplaint', {
  async run({ tx, runtime, caller, now, audit }, { complaintId, answer }) {
    checkAnswer(answer);
    const [row] = await tx
      .select()
      .from(consentComplaint)
      .where(eq(consentComplaint.id, complaintId))
      .for('update');
    if (!row) throw new ServiceError('not_found');
    refuseOwn(caller, row.byPersonId);
    if (row.status !== 'open') throw new ServiceError('already_answered');
    const changes = {
      status: 'answered' as const,
      answer: runtime.cipher.seal('consent_complaint.words', answer),
      answeredBy: caller.accountId,
      answeredAt: now,
    };
    await tx.update(consentComplaint).set(changes).where(eq(consentComplaint.id, complaintId));
    await audit({
      action: 'oversight.answerComplaint',
      subjectPersonId: row.byPersonId,
      details: { complaintId, consentId: row.consentId, answerLength: answer.length },
    });
    await notify(
      tx,
      {
        personId: row.byPersonId,
        dedupeKey: `complaint-answered:${complaintId}`,
        title: '您的投诉有答复了',
        body: '医保局已经答复您对信息查询的投诉，点开可以看到答复。',
        link: complaintsPage,
        message: null,
      },
      now,
    );
    return { complaintId, status: changes.status };
  },
});
