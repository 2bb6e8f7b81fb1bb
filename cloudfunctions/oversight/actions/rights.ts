import { and, asc, eq } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { rightsRequest } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { getPersons } from '../../lib/people';
import { afterDay, dayPageOf, type DaySorting } from '../days';
import { checkAnswer } from '../inputs';
import { noteRead } from '../note-read';
import { refuseOwn } from '../own';

const pageSize = 20;
const rightsPage = 'packageConsent/pages/rights/index';
const sorting: DaySorting = { day: rightsRequest.dueOn, id: rightsRequest.id };

export const rights = query('oversight.rights', async (context, { show, cursor }) => {
  const { db, cipher } = context.runtime;
  const isShown = show === 'open' ? eq(rightsRequest.status, 'open') : undefined;
  const found = await db
    .select()
    .from(rightsRequest)
    .where(and(isShown, afterDay(sorting, cursor)))
    .orderBy(asc(sorting.day), asc(sorting.id))
    .limit(pageSize + 1);
  const { rows, nextCursor } = dayPageOf(found, pageSize, ({ dueOn: day, id }) => ({ day, id }));
  await noteRead(context, 'oversight.rights', {
    filter: { show, isFurtherPage: cursor !== undefined },
    rows: rows.length,
  });
  const people = await getPersons(db, [...new Set(rows.map(({ personId }) => personId))]);
  const today = shanghaiDate(context.now);
  return {
    rows: rows.map((row) => {
      const person = people.get(row.personId);
      if (!person) throw new Error('a request without its person');
      return {
        rightsRequestId: row.id,
        nameMasked: maskName(cipher.open('person.name', person.name)),
        kind: row.kind,
        words: cipher.open('rights_request.words', row.words),
        status: row.status,
        answer: row.answer && cipher.open('rights_request.words', row.answer),
        dueOn: row.dueOn,
        isLate: row.status === 'open' && row.dueOn < today,
        createdAt: row.createdAt,
      };
    }),
    nextCursor,
  };
});

export const answerRight = mutation('oversight.answerRight', {
  async run({ tx, runtime, caller, now, audit }, { rightsRequestId, outcome, answer }) {
    checkAnswer(answer);
    const [row] = await tx
      .select()
      .from(rightsRequest)
      .where(eq(rightsRequest.id, rightsRequestId))
      .for('update');
    if (!row) throw new ServiceError('not_found');
    refuseOwn(caller, row.byPersonId);
    refuseOwn(caller, row.personId);
    if (row.status !== 'open') throw new ServiceError('already_answered');
    const changes = {
      status: outcome,
      answer: runtime.cipher.seal('rights_request.words', answer),
      answeredBy: caller.accountId,
      answeredAt: now,
    };
    await tx.update(rightsRequest).set(changes).where(eq(rightsRequest.id, rightsRequestId));
    await audit({
      action: 'oversight.answerRight',
      subjectPersonId: row.personId,
      details: { rightsRequestId, kind: row.kind, outcome, answerLength: answer.length },
    });
    await notify(
      tx,
      {
        personId: row.byPersonId,
        dedupeKey: `rights-answered:${rightsRequestId}`,
        title: '您的个人信息申请有答复了',
        body: '医保局已经答复您关于个人信息的申请，点开可以看到答复。',
        link: rightsPage,
        message: null,
      },
      now,
    );
    return { rightsRequestId, status: outcome };
  },
});
