import { type Resident, stories } from '../city/resident';
import { suspensionSeenAt, suspendedAtOrigin } from '../core-platform/insurance-view';
import { rfc3339 } from '../lib/time';
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
