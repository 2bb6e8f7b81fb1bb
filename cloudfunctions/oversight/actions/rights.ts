import { and, asc, eq, gt, or, type SQL } from 'drizzle-orm';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { maskName } from '@yibao/shared/rules/masking';
import { type RightsRequest, rightsRequest } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { refuseField } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { notify } from '../../lib/notices';
import { getPersons } from '../../lib/people';
import { checkAnswer } from '../inputs';
import { refuseOwn } from '../own';

const pageSize = 20;
const rightsPage = 'packageConsent/pages/rights/index';
const cursorPattern = /^(\d{4}-\d{2}-\d{2})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The list goes by the day an answer is due, so its pages do as well. */
function afterDay(cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [, dueOn, id] = cursorPattern.exec(cursor) ?? [];
  if (dueOn === undefined || id === undefined || Number.isNaN(Date.parse(dueOn))) {
    throw refuseField('cursor', '翻页位置不对，请刷新后重试');
  }
  const { dueOn: day, id: rowId } = rightsRequest;
  return or(gt(day, dueOn), and(eq(day, dueOn), gt(rowId, id)));
}

const cursorOf = ({ dueOn, id }: RightsRequest): string => `${dueOn}.${id}`;

export const rights = query('oversight.rights', async ({ runtime, now }, { show, cursor }) => {
  const { db, cipher } = runtime;
  const isShown = show === 'open' ? eq(rightsRequest.status, 'open') : undefined;
  const found = await db
    .select()
    .from(rightsRequest)
    .where(and(isShown, afterDay(cursor)))
    .orderBy(asc(rightsRequest.dueOn), asc(rightsRequest.id))
    .limit(pageSize + 1);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  const people = await getPersons(db, [...new Set(rows.map(({ personId }) => personId))]);
  const today = shanghaiDate(now);
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
    nextCursor: last ? cursorOf(last) : null,
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
