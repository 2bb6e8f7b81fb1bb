import { and, count, desc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { type Output } from '@yibao/shared/contracts';
import { consentPolicyOf } from '@yibao/shared/policy/consent';
import { addDays, shanghaiDate } from '@yibao/shared/rules/dates';
import { type FieldCipher } from '../../lib/crypto/field-cipher';
import { type Person, person, type RightsRequest, rightsRequest } from '../../lib/database/schema';
import { mutation, query } from '../../lib/dispatcher/action';
import { ServiceError } from '../../lib/errors';
import { getPersons, viewPerson } from '../../lib/people';
import { subjectsOf } from '../access';

type View = Output<'consent.rights'>['requests'][number];

/** Requests of one person that wait for an answer. */
const maxOpen = 5;
const maxShown = 100;

function view(cipher: FieldCipher, row: RightsRequest, subject: Person): View {
  const open = (sealed: string) => cipher.open('rights_request.words', sealed);
  return {
    rightsRequestId: row.id,
    person: viewPerson(cipher, subject),
    kind: row.kind,
    words: open(row.words),
    status: row.status,
    answer: row.answer === null ? null : open(row.answer),
    dueOn: row.dueOn,
    createdAt: row.createdAt,
    answeredAt: row.answeredAt,
  };
}

export const rights = query('consent.rights', async ({ runtime, caller }) => {
  const { db, cipher, config } = runtime;
  const rows = await db
    .select()
    .from(rightsRequest)
    .where(eq(rightsRequest.byPersonId, caller.personId))
    .orderBy(desc(rightsRequest.createdAt), desc(rightsRequest.id))
    .limit(maxShown);
  const persons = await getPersons(db, [...new Set(rows.map(({ personId }) => personId))]);
  const { rightsAnswerDays: answerDays } = consentPolicyOf(config.region);
  const requests = rows.flatMap((row) => {
    const subject = persons.get(row.personId);
    return subject ? [view(cipher, row, subject)] : [];
  });
  return { requests, answerDays };
});

/** 个人信息保护法 Art. 44–50: asked for oneself or a child, answered within the city's days. */
export const askRight = mutation('consent.askRight', {
  async run({ tx, runtime, caller, now, audit }, { personId, kind, words }) {
    const { cipher, config } = runtime;
    const subject = (await subjectsOf(tx, caller, now)).find(({ id }) => id === personId);
    if (!subject) throw new ServiceError('not_found');
    await tx.select().from(person).where(eq(person.id, caller.personId)).for('no key update');
    const [open] = await tx
      .select({ open: count() })
      .from(rightsRequest)
      .where(and(eq(rightsRequest.byPersonId, caller.personId), eq(rightsRequest.status, 'open')));
    if ((open?.open ?? 0) >= maxOpen) {
      const message = `您有 ${maxOpen} 件申请还在办，请等答复以后再提。急事请拨打 12393`;
      throw new ServiceError('rate_limited', { message });
    }
    const { rightsAnswerDays } = consentPolicyOf(config.region);
    const row: RightsRequest = {
      id: randomUUID(),
      personId,
      byPersonId: caller.personId,
      kind,
      words: cipher.seal('rights_request.words', words),
      answer: null,
      status: 'open',
      dueOn: addDays(shanghaiDate(now), rightsAnswerDays),
      createdAt: now,
      answeredBy: null,
      answeredAt: null,
    };
    await tx.insert(rightsRequest).values(row);
    await audit({
      action: 'consent.askRight',
      subjectPersonId: personId,
      details: { rightsRequestId: row.id, kind, dueOn: row.dueOn },
    });
    return view(cipher, row, subject);
  },
});
