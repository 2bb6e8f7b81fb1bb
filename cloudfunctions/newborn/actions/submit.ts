import { randomInt, randomUUID } from 'node:crypto';
import { type CoveragePolicy } from '@yibao/shared/policy';
import { isIsoDate, shanghaiDate } from '@yibao/shared/rules/dates';
import { type NewbornForm, readNewbornForm } from '@yibao/shared/rules/newborn-application';
import { assertBelow, type AttemptKey, countFailure } from '../../lib/attempts';
import {
  newbornApplication,
  type NewbornApplication,
  type Person,
} from '../../lib/database/schema';
import { mutationWithAfter, type Parsed, type WriteContext } from '../../lib/dispatcher/action';
import { refuseField, refuseFields } from '../../lib/dispatcher/input';
import { ServiceError } from '../../lib/errors';
import { addGuardian } from '../../lib/guardians';
import { getPerson } from '../../lib/people';
import { type RegisteredPerson } from '../../lib/ports/data-sharing';
import { afterApproval, quoteOf } from '../decide/approve';
import { changesOf, decide, type Decided } from '../decide/decide';
import { certificateIndexOf, type NewbornDetails, sealDetails } from '../details';
import { forgetDraft } from '../draft';
import { gather } from '../decide/gather';
import { birthPolicy, type Case, keepChecks } from '../decide/judge';
import { attachPhotos } from '../photos/attach';
import { registeredPersonOf } from '../registration';
import { findLiveOf, getOwnApplication, takeTurn } from '../store';
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

/** A parent applies: asked of all sources side by side, decided in this very request. */
export const submit = mutationWithAfter('newborn.submit', {
  async before({ runtime, caller, now }, input): Promise<Case> {
    if (!isIsoDate(input.bornOn)) {
      throw refuseField('bornOn', '出生日期在日历上没有，请重新选择');
    }
    const person = await getPerson(runtime.db, caller.personId);
    const applicant = registeredPersonOf(runtime.cipher, person);
    // a birth of long ago is refused for its age, not because nobody knows its year
    const current = birthPolicy(runtime, shanghaiDate(now));
    const form = readForm(input, person, applicant, { now, policy: current });
    const policy = birthPolicy(runtime, form.bornOn);
    const role = person.sex === 'male' ? 'father' : 'mother';
    const quote = quoteOf(
      runtime,
      {
        details: detailsOf(form),
        hardship: [],
        submittedAt: now,
        payNextYear: form.payNextYear,
        householdArea: form.householdArea,
        applicantPersonId: person.id,
        applicantRole: role,
      },
      now,
    );
    if (!quote.withinWindow && !form.acceptLateRule) {
      throw new ServiceError('newborn_late', { message: quote.sentence, field: 'bornOn' });
    }
    if (quote.years.every(({ cover }) => cover === null)) {
      throw new ServiceError('not_eligible', { message: quote.sentence, field: 'bornOn' });
    }
    await assertBelow(runtime.db, attemptsOf(caller.accountId, now), maxMismatchesPerDay);
    const gathered = await gather(runtime, { form, applicant, policy });
    return { form, applicant, role, policy, submittedAt: now, gathered };
  },

  async run(context, input, question) {
    const { tx, runtime, caller, now, audit } = context;
    const { form, role } = question;
    const certificateIndex = certificateIndexOf(runtime.cipher, form.certificateNumber);
    await takeTurn(tx, certificateIndex, null);
    const standing = await findLiveOf(tx, caller.personId, certificateIndex);
    // the same parent again, from another phone or after a lost answer: it is the same application
    if (standing) return { applicationId: standing.id };
    const subject = {
      details: detailsOf(form),
      certificateIndex,
      applicantPersonId: caller.personId,
      applicantRole: role,
      payNextYear: form.payNextYear,
      householdArea: form.householdArea,
      submittedAt: now,
    };
    const decided = await decide(context, subject, question, null);
    const row = await insertApplication(context, input, { ...subject, decided });
    const { judgement, decision } = decided;
    await keepChecks(tx, row.id, 0, { judgement, gathered: question.gathered, now });
    const { photoIds } = input;
    await attachPhotos(tx, { personId: caller.personId, applicationId: row.id, photoIds, now });
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
    if (decision.outcome === 'approved') await afterApproval(context, row);
    if (decision.outcome === 'joined') {
      const { personId } = decision;
      await addGuardian(tx, {
        childPersonId: personId,
        guardianPersonId: caller.personId,
        relation: role,
        now,
      });
    }
    if (decision.outcome === 'refused') await countFailure(tx, attemptsOf(caller.accountId, now));
    // what was refused may be put right and sent again: only then is the draft still of use
    else await forgetDraft(tx, caller.personId);
    return { applicationId: row.id };
  },

  async after(context, _input, { applicationId }) {
    const { runtime, caller } = context;
    return viewApplication(context, await getOwnApplication(runtime.db, caller, applicationId));
  },
});

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
