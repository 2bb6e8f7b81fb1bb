import { eq } from 'drizzle-orm';
import { randomInt, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type CoveragePolicy } from '@yibao/shared/policy';
import { isIsoDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { type NewbornForm, readNewbornForm } from '@yibao/shared/rules/newborn-application';
import { type ParentRole } from '@yibao/shared/rules/newborn-question';
import { assertBelow, type AttemptKey, countFailure, tooManyToday } from '../../lib/attempts';
import {
  newbornApplication,
  type NewbornApplication,
  person,
  type Person,
} from '../../lib/database/schema';
import { mutationWithAfter, type Parsed, type WriteContext } from '../../lib/dispatcher/action';
import { refuseField, refuseFields } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { hasLiveEnrollment } from '../../enrollment/store';
import { wasEnded } from '../../lib/guardians';
import { getPerson } from '../../lib/people';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { type Runtime } from '../../lib/runtime';
import { afterApproval, joinLeader } from '../decide/approve';
import { enrol, quoteOf } from '../decide/baby';
import { changesOf, decide, type Decided } from '../decide/decide';
import { certificateIndexOf, type NewbornDetails, openDetails, sealDetails } from '../details';
import { forgetDraft } from '../draft';
import { formPolicy } from '../policy';
import { type Gathered, gather } from '../decide/gather';
import { birthPolicy, type Case, keepChecks } from '../decide/judge';
import { attachPhotos } from '../photos/attach';
import { registeredPersonOf } from '../registration';
import { countWaiting, findLiveOf, getOwnApplication, takeTurn } from '../store';
import { viewApplication } from '../view';

/** Certificates that do not fit, an account may try in a day: typing errors yes, guessing no. */
const maxMismatchesPerDay = 10;

const attemptsOf = (accountId: string, now: number): AttemptKey => ({
  subject: `newborn:${accountId}`,
  day: shanghaiDate(now),
});

type Input = Parsed<'newborn.submit'>;

/** XS (新生), the day, eight digits: what people read out on the telephone. */
function newReference(now: number): string {
  const day = shanghaiDate(now).replaceAll('-', '').slice(2);
  return `XS${day}${String(randomInt(1e8)).padStart(8, '0')}`;
}

function readForm(
  input: Input,
  applicant: Person,
  document: RegisteredPerson,
  { now, policy }: { now: number; policy: CoveragePolicy },
): NewbornForm {
  const { photoIds, ...typed } = input;
  const read = readNewbornForm(
    { ...typed, photoCount: photoIds.length },
    { sex: applicant.sex, birthDate: applicant.birthDate, ...document },
    policy,
    now,
  );
  if (!read.ok) throw refuseFields(read.refusals);
  return read.form;
}

const detailsOf = (form: NewbornForm): NewbornDetails => ({
  certificateNumber: form.certificateNumber,
  babyName: form.babyName,
  sex: form.sex,
  bornOn: form.bornOn,
  bornAtTime: form.bornAtTime,
  otherParent: form.otherParent,
  hasPhoto: form.hasPhoto,
});

/** Undecided applications one parent can have: more than any family needs. */
const maxWaiting = 5;

/** `tooMany`: so many certificates did not fit today that this one's answer is not even kept. */
type Result = { applicationId: string } | { tooMany: true };

/** A parent applies: asked of all sources side by side, decided in this very request. */
export const submit = mutationWithAfter('newborn.submit', {
  async before({ runtime, caller, now }, input): Promise<Case> {
    if (!isIsoDate(input.bornOn)) {
      throw refuseField('bornOn', '出生日期在日历上没有，请重新选择');
    }
    const parent = await getPerson(runtime.db, caller.personId);
    const applicant = registeredPersonOf(runtime.cipher, parent);
    // a birth of long ago is refused for its age, not because nobody knows its year
    const current = formPolicy(runtime.config.region, now);
    const form = readForm(input, parent, applicant, { now, policy: current });
    const policy = birthPolicy(runtime, form.bornOn);
    const role = parent.sex === 'male' ? 'father' : 'mother';
    refuseUncoverable(runtime, { form, applicantPersonId: parent.id, role, now });
    await assertBelow(runtime.db, attemptsOf(caller.accountId, now), maxMismatchesPerDay);
    const gathered = await gather(runtime, { form, applicant, policy });
    return { form, applicant, role, policy, submittedAt: now, gathered };
  },

  async run(context, input, question): Promise<Result> {
    const { tx, runtime, caller, now } = context;
    const { form, role } = question;
    const certificateIndex = certificateIndexOf(runtime.cipher, form.certificateNumber);
    // one parent's applications take turns, so that the limits hold
    await tx.select().from(person).where(eq(person.id, caller.personId)).for('no key update');
    await takeTurn(tx, certificateIndex, null);
    const subject = { ...subjectOf(question, caller.personId), certificateIndex };
    const standing = await findLiveOf(tx, caller.personId, certificateIndex);
    if (standing) return takeUp(context, standing, subject, question.gathered);
    if ((await countWaiting(tx, caller.personId)) >= maxWaiting) {
      const message = '您有几份申请还在核对，等有了结果再提交新的';
      throw new ServiceError('rate_limited', { message });
    }
    const decided = await decide(context, subject, question, null);
    if (decided.decision.outcome === 'refused') {
      // counted in a transaction that commits: guesses side by side learn no more than one by one
      const failures = await countFailure(tx, attemptsOf(caller.accountId, now));
      if (failures > maxMismatchesPerDay) return { tooMany: true };
    }
    const row = await insertApplication(context, input, { ...subject, decided });
    const { judgement, decision } = decided;
    await keepChecks(tx, row.id, 0, { judgement, gathered: question.gathered, now });
    const { photoIds } = input;
    await attachPhotos(tx, { personId: caller.personId, applicationId: row.id, photoIds, now });
    await auditSubmit(context, row, decided);
    if (decision.outcome === 'approved') await afterApproval(context, row);
    if (decision.outcome === 'joined') {
      const joiner = { ...subject, applicantRole: role, items: row.items };
      await joinLeader(context, joiner, decision.leader, question.gathered);
    }
    // what was refused may be put right and sent again: only then is the draft still of use
    if (decision.outcome !== 'refused') await forgetDraft(tx, caller.personId);
    return { applicationId: row.id };
  },

  async after(context, _input, result) {
    if ('tooMany' in result) throw tooManyToday();
    const { runtime, caller, now } = context;
    const row = await getOwnApplication(runtime.db, caller, result.applicationId, now);
    return viewApplication(context, row);
  },
});

/** Told before anything is asked or written: what holds after the window, or that nothing does. */
function refuseUncoverable(
  runtime: Runtime,
  applying: { form: NewbornForm; applicantPersonId: string; role: ParentRole; now: number },
): void {
  const { form, applicantPersonId, role: applicantRole, now } = applying;
  const { payNextYear, householdArea } = form;
  const parent = { applicantPersonId, applicantRole };
  const choices = { payNextYear, householdArea, submittedAt: now, hardship: [] };
  const quote = quoteOf(runtime, { details: detailsOf(form), ...parent, ...choices }, now);
  if (!quote.withinWindow && !form.acceptLateRule) {
    throw new ServiceError('newborn_late', { message: quote.sentence, field: 'bornOn' });
  }
  if (quote.years.every(({ cover }) => cover === null)) {
    throw new ServiceError('not_eligible', { message: quote.sentence, field: 'bornOn' });
  }
}

function subjectOf({ form, role, submittedAt }: Case, applicantPersonId: string) {
  return {
    details: detailsOf(form),
    applicantPersonId,
    applicantRole: role,
    payNextYear: form.payNextYear,
    householdArea: form.householdArea,
    submittedAt,
  };
}

/**
 * The same parent again, from another phone or after a lost answer: it is the same application.
 * Where the core platform had refused the enrolment it is made once more. Other answers than the
 * ones that wait need the first to be taken back: nobody may think that these are being checked.
 */
async function takeUp(
  context: WriteContext<'newborn.submit'>,
  standing: NewbornApplication,
  subject: ReturnType<typeof subjectOf>,
  gathered: Gathered,
): Promise<Result> {
  const { tx, runtime, caller } = context;
  const { personId } = standing;
  if (personId === null) {
    if (!isDeepStrictEqual(openDetails(runtime.cipher, standing), subject.details)) {
      const message = '这张证您已经提交过，正在核对。要改内容，请先到进度里撤回，再重新提交';
      throw new ServiceError('newborn_state', { message });
    }
    return { applicationId: standing.id };
  }
  const enrolled = await hasLiveEnrollment(tx, personId);
  if (!enrolled && gathered.hardshipKnown && !(await wasEnded(tx, personId, caller.personId))) {
    await enrol(context, { ...subject, hardship: gathered.hardship }, personId);
  }
  return { applicationId: standing.id };
}

async function auditSubmit(
  { audit, caller }: WriteContext<'newborn.submit'>,
  row: NewbornApplication,
  { judgement }: Decided,
): Promise<void> {
  await audit({
    action: 'newborn.submit',
    subjectPersonId: row.personId ?? caller.personId,
    details: {
      applicationId: row.id,
      status: row.status,
      mismatches: judgement.checks
        .filter(({ result }) => result === 'mismatch')
        .map(({ check, reason }) => `${check}:${reason}`),
    },
  });
}

async function insertApplication(
  { tx, runtime, now }: WriteContext<'newborn.submit'>,
  input: Input,
  subject: {
    details: NewbornDetails;
    certificateIndex: string;
    applicantPersonId: string;
    applicantRole: 'father' | 'mother';
    payNextYear: boolean;
    householdArea: string;
    decided: Decided;
  },
): Promise<NewbornApplication> {
  const { details, decided, ...rest } = subject;
  const [row] = await tx
    .insert(newbornApplication)
    .values({
      id: randomUUID(),
      reference: newReference(now),
      ...rest,
      details: sealDetails(runtime.cipher, details),
      birthDate: details.bornOn,
      region: runtime.config.region,
      items: [...new Set(input.items)],
      acceptedLateRule: input.acceptLateRule,
      statusSince: now,
      submittedAt: now,
      ...changesOf(decided, now),
    })
    .returning();
  if (!row) throw new Error('an application just inserted cannot be missing');
  return row;
}
