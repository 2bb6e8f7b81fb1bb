import { personInput, personOutput } from '@yibao/shared/protocols/core-platform';
import { ageOn } from '@yibao/shared/rules/dates';
import type * as z from 'zod';
import { isoDate, wireTime } from '../lib/time';
import { hardshipCodes } from '../lib/code-sets';
import { homeArea } from './home-area';
import { type SeenInsurance } from './insurance-view';
import { accepted, type Outcome, refused } from './outcome';
import { type Insured } from './people';
import { type Platform } from './platform';

type InsuranceItem = z.input<typeof personOutput>['insuinfo'][number];

/** psn_type by age: 1401 newborn, 1402 before school, 1403 at school, 1501 adult resident. */
function personType(resident: Insured, today: string): string {
  const age = ageOn(resident.birthDate, today);
  if (age < 1) return '1401';
  if (age < 7) return '1402';
  return age < 18 ? '1403' : '1501';
}

function homeInsurance(platform: Platform, resident: Insured): InsuranceItem | null {
  const today = isoDate(platform.now);
  const thisYear = Number(today.slice(0, 4));
  const covered =
    platform.coveredHere(resident, thisYear) || platform.coveredHere(resident, thisYear + 1);
  const [firstYear] = resident.insuredYears;
  if (!covered && firstYear === undefined) return null;
  return {
    insutype: '390',
    psn_type: personType(resident, today),
    psn_insu_stas: covered && !resident.deceased ? '1' : '4',
    psn_insu_date: firstYear === undefined ? today : `${String(firstYear)}-01-01`,
    paus_insu_date: '',
    insuplc_admdvs: homeArea.code,
    insuplc_name: homeArea.name,
    emp_name: '',
  };
}

function otherInsurance({ other, active, suspensionSeenAt }: SeenInsurance): InsuranceItem {
  const employee = other.insurance === 'employee';
  return {
    insutype: employee ? '310' : '390',
    psn_type: employee ? '1101' : '1501',
    psn_insu_stas: active ? '1' : '2',
    psn_insu_date: other.since,
    paus_insu_date: suspensionSeenAt === null ? '' : wireTime(suspensionSeenAt),
    insuplc_admdvs: other.region,
    insuplc_name: other.regionName,
    emp_name: other.employerName,
  };
}

function baseinfo(resident: Insured): z.input<typeof personOutput>['baseinfo'] {
  return {
    psn_no: resident.personNo,
    psn_cert_type: resident.certType,
    certno: resident.certNo,
    psn_name: resident.name,
    gend: resident.sex === 'male' ? '1' : '2',
    brdy: resident.birthDate,
    surv_stas: resident.deceased ? '0' : '1',
    hsreg_admdvs: resident.householdRegion ?? '',
    resd_prmt: resident.hasResidencePermit ? '1' : '0',
    schl_reg: resident.isStudentHere ? '1' : '0',
  };
}

/** 1101: who a person is, where they are insured as the platform sees it now, hardship lists. */
export function person(input: unknown, platform: Platform): Outcome {
  const parsed = personInput.safeParse(input);
  if (!parsed.success) return refused('badRequest');
  const { psn_cert_type, certno, psn_name } = parsed.data;
  const resident = platform.identify(psn_cert_type, certno, psn_name);
  if (!resident) return refused('personNotFound');
  const other = platform.otherInsurance(resident);
  const home = homeInsurance(platform, resident);
  return accepted(personOutput, {
    baseinfo: baseinfo(resident),
    insuinfo: [...(home ? [home] : []), ...(other ? [otherInsurance(other)] : [])],
    idetinfo: resident.hardship.map(({ identity, from, to }) => ({
      psn_idet_type: hardshipCodes[identity],
      begntime: from,
      endtime: to ?? '',
    })),
  });
}
