import { elsewhereOutput, enrolInput, enrolOutput } from '@yibao/shared/protocols/core-platform';
import { type Resident } from '../city/resident';
import { yearIsOpen } from './charge';
import { accepted, type Outcome, refused } from './outcome';
import { type Enrolment, type Platform } from './platform';
import { homeArea } from './home-area';

/** Why this person cannot be enrolled for the year now, or null. */
function refusal(resident: Resident, year: number, platform: Platform): Outcome | null {
  if (!yearIsOpen(year, platform.now)) return refused('yearNotOpen');
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

/**
 * R101: enrols a person for a coverage year. The same business number again gets the same answer;
 * a refusal is not remembered, so that it can succeed once its reason is gone.
 */
export function enrol(input: unknown, platform: Platform): Outcome {
  const parsed = enrolInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const { biz_no: bizNo, psn_cert_type, certno, psn_name, insu_year, insuplc_admdvs } = parsed.data;
  // The pooling area may be written as the city, one of its counties or the city's own level.
  if (!insuplc_admdvs.startsWith(homeArea.prefix)) return refused('badRequest');
  const year = Number(insu_year);
  const resident = platform.identify(psn_cert_type, certno, psn_name);
  if (!resident) return refused('personNotFound');

  const earlier = platform.enrolments.byBizNo(bizNo);
  if (earlier) {
    const same = earlier.personNo === resident.personNo && earlier.year === year;
    return same ? answer(earlier) : refused('badRequest');
  }
  const registrationNo = `SANDBOX-DJ${insu_year}${platform.enrolments.nextSerial}`;
  return (
    refusal(resident, year, platform) ??
    answer(
      platform.enrolments.add({
        bizNo,
        personNo: resident.personNo,
        year,
        registrationNo,
        at: platform.now,
      }),
    )
  );
}
