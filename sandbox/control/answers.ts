import { type Birth, type Resident, stories } from '../city/resident';
import { suspensionSeenAt, suspendedAtOrigin } from '../core-platform/insurance-view';
import { isoDate, rfc3339, wireTime } from '../lib/time';
import { type Controls } from './controls';

/** How a person's insurance in another city stands, as the tester (not the platform) knows it. */
export function elsewhereState(controls: Controls, resident: Resident) {
  const other = resident.otherInsurance;
  if (other?.insurance !== 'resident') return null;
  const change = controls.platform.elsewhereChange(resident);
  const suspendedAt = suspendedAtOrigin(other, change);
  const seenAt = suspensionSeenAt(other, change);
  return {
    poolingAreaName: other.regionName,
    suspendedAt,
    platformSeesAt: seenAt,
    needsReupload: suspendedAt !== null && seenAt === null,
  };
}

/** A person as the control API shows them: synthetic, so nothing is hidden. */
export function personAnswer(controls: Controls, resident: Resident) {
  const { personNo, name, certType, certNo, birthDate, sex, phone, householdId, role } = resident;
  return {
    personNo,
    name,
    certType,
    certNo,
    birthDate,
    sex,
    phone,
    householdId,
    role,
    story: resident.story,
    storyText: stories[resident.story],
    elsewhere: elsewhereState(controls, resident),
  };
}

const parentAnswer = ({ personNo, name, certType, certNo }: Resident) => ({
  personNo,
  name,
  certType,
  certNo,
});

/** A birth as the control API shows it, with the ID number once the household is registered. */
export function birthAnswer(controls: Controls, birth: Birth) {
  const { certificateNumber, status, edition, issuedOn, babyName, sex, bornAt } = birth;
  return {
    certificateNumber,
    status,
    edition,
    issuedOn,
    babyName,
    sex,
    bornAt: rfc3339(bornAt),
    bornOn: isoDate(bornAt),
    bornAtTime: wireTime(bornAt).slice(11, 16),
    mother: parentAnswer(birth.mother),
    father: birth.father && parentAnswer(birth.father),
    county: birth.county,
    situation: birth.situation,
    residentId: controls.registries.households.numberOf(certificateNumber),
  };
}

export function clockAnswer({ host }: Controls) {
  const now = host.clock.now();
  return { now, iso: rfc3339(now) };
}

export function userAnswers({ host }: Controls) {
  return host.residents.testUsers().map((user) => ({
    key: user.key,
    name: user.resident.name,
    certType: user.resident.certType,
    certNo: user.resident.certNo,
    situation: user.situation,
    isStaff: user.isStaff,
    unionid: user.unionid,
    miniProgramOpenid: user.miniProgramOpenid,
    officialAccountOpenid: user.officialAccountOpenid,
    family: user.family.map(({ relation, resident }) => ({
      relation,
      name: resident.name,
      certType: resident.certType,
      certNo: resident.certNo,
    })),
  }));
}

/** An employee's personal account, and whom it pays for. */
export function accountAnswer({ mutualAid, host }: Controls, owner: Resident) {
  return {
    name: owner.name,
    certNo: owner.certNo,
    balanceFen: mutualAid.accounts.balanceFen(owner),
    frozenFen: mutualAid.freezes.heldFen(owner),
    members: mutualAid.accounts.boundTo(owner).map(({ bindNo, relation, relativeNo }) => ({
      bindNo,
      relation,
      name: host.residents.byPersonNo(relativeNo)?.name ?? '',
      certNo: host.residents.byPersonNo(relativeNo)?.certNo ?? '',
    })),
  };
}
