import { elsewhereOutput, enrolInput, enrolOutput } from '@yibao/shared/protocols/core-platform';
import type * as z from 'zod';
import { isoDate } from '../lib/time';
import { yearIsOpen } from './charge';
import { accepted, type Outcome, refused } from './outcome';
import { type Insured, type Newborn } from './people';
import { type Enrolment, type Platform } from './platform';
import { homeArea } from './home-area';

type EnrolInput = z.output<typeof enrolInput>;

/** psn_type of who is enrolled as a newborn. */
const newbornType = '1401';

/** Why this person cannot be enrolled for the year now, or null. */
function refusal(resident: Insured, year: number, platform: Platform): Outcome | null {
  if (!yearIsOpen(resident, year, platform.now)) return refused('yearNotOpen');
  if (platform.enrolments.of(resident.personNo, year)) return refused('alreadyEnrolled');
  if (resident.deceased) return refused('deceased');
  const seen = platform.otherInsurance(resident);
  if (!seen?.active) return null;
  if (seen.other.insurance === 'employee') return refused('employeeInsured');
  const where = {
    insuplc_admdvs: seen.other.region,
    insuplc_name: seen.other.regionName,
    insutype: '390' as const,
  };
  return refused('insuredElsewhere', elsewhereOutput.parse(where));
}

const answer = ({ personNo, registrationNo }: Enrolment): Outcome =>
  accepted(enrolOutput, { psn_no: personNo, regi_no: registrationNo });

/** Whether what is said of the newborn is what the platform already has. */
function isSamePerson(person: Insured, input: EnrolInput): boolean {
  const { newborn, psn_name } = input;
  const sex = newborn?.gend === '1' ? 'male' : 'female';
  return person.name === psn_name && person.birthDate === newborn?.brdy && person.sex === sex;
}

interface Candidate {
  person: Insured;
  /** To be taken in with the enrolment; null for a person the platform knows. */
  newborn: Newborn | null;
}

/**
 * The person to be enrolled. A newborn that comes with a guardian's word becomes a person with the
 * enrolment; the same certificate again is the same person, also once an ID number replaced it.
 */
function candidateOf(input: EnrolInput, platform: Platform): Candidate | Outcome {
  const { psn_cert_type, certno, psn_name, newborn: said } = input;
  if (!said) {
    const person = platform.identify(psn_cert_type, certno, psn_name);
    return person ? { person, newborn: null } : refused('personNotFound');
  }
  const certificateNumber = certno.trim().toUpperCase();
  const isCertificate = psn_cert_type === '99' && /^[A-Z]\d{9}$/.test(certificateNumber);
  if (!isCertificate || input.psn_type !== newbornType) return refused('badRequest');
  const known = platform.people.byBirthCertificate(certificateNumber);
  if (known) {
    const same = isSamePerson(known, input);
    return same ? { person: known, newborn: null } : refused('personNotFound');
  }
  const { psn_cert_type: type, certno: number, psn_name: name } = said.guardian;
  const guardian = platform.identify(type, number, name);
  if (!guardian) return refused('personNotFound');
  if (said.brdy > isoDate(platform.now)) return refused('badRequest');
  return platform.people.prepare({
    certificateNumber,
    name: psn_name,
    sex: said.gend === '1' ? 'male' : 'female',
    birthDate: said.brdy,
    householdRegion: said.hsreg_admdvs,
    guardianNo: guardian.personNo,
  });
}

/**
 * R101: enrols a person for a coverage year. The same business number again gets the same answer;
 * a refusal is not remembered, so that it can succeed once its reason is gone.
 */
export function enrol(input: unknown, platform: Platform): Outcome {
  const parsed = enrolInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const { biz_no: bizNo, insu_year, insuplc_admdvs } = parsed.data;
  // The pooling area may be written as the city, one of its counties or the city's own level.
  if (!insuplc_admdvs.startsWith(homeArea.prefix)) return refused('badRequest');
  const year = Number(insu_year);
  const candidate = candidateOf(parsed.data, platform);
  if ('infcode' in candidate) return candidate;
  const { person, newborn } = candidate;

  const earlier = platform.enrolments.byBizNo(bizNo);
  if (earlier) {
    const same = earlier.personNo === person.personNo && earlier.year === year;
    return same ? answer(earlier) : refused('badRequest');
  }
  const refusedWith = refusal(person, year, platform);
  if (refusedWith) return refusedWith;
  const registrationNo = `SANDBOX-DJ${insu_year}${platform.enrolments.nextSerial}`;
  const { personNo } = person;
  if (newborn) platform.people.takeIn(newborn);
  const enrolment = { bizNo, personNo, year, registrationNo, at: platform.now };
  return answer(platform.enrolments.add(enrolment));
}
