import { toWireTime } from '@yibao/cloudfunctions/lib/ports/wire-time';
import { type ResidentDirectory, type TestUser } from '@yibao/sandbox/city/resident';
import { phoneOf, post, verify } from './journey';
import { type Recorder } from './recorder';

/** Milliseconds each registry and the core platform take: the aim is set for the middle one. */
const latenciesMs = [0, 20, 100];
const warmUp = 10;

/** What a mother copies from the certificate. */
function formOf(city: ResidentDirectory, mother: TestUser) {
  const birth = city.births().find((each) => each.mother.personNo === mother.resident.personNo);
  if (!birth) throw new Error(`${mother.key} has no child`);
  const [bornOn = '', time = ''] = toWireTime(birth.bornAt).split(' ');
  return {
    certificateNumber: birth.certificateNumber,
    name: birth.babyName,
    sex: birth.sex,
    bornOn,
    bornAtTime: time.slice(0, 'HH:mm'.length),
    otherParent: { kind: 'spouse' as const },
    householdArea: '340603',
    items: [],
    payNextYear: false,
    acceptLateRule: false,
    photoIds: [],
  };
}

/**
 * The deciding request, one at a time, with registries that take longer and longer: asked side by
 * side they cost one of them, not their sum.
 */
export async function runNewborns(
  url: string,
  city: ResidentDirectory,
  recorder: Recorder,
): Promise<void> {
  const mothers = city.loadUsers().filter(({ resident }) => resident.sex === 'female');
  const share = Math.floor((mothers.length - warmUp) / latenciesMs.length);
  const submit = async (mother: TestUser, name: string) => {
    const call = phoneOf(url, mother);
    await verify(url, mother, call);
    const form = formOf(city, mother);
    const { status } = await recorder.time(name, () => call('newborn.submit', form));
    if (status !== 'approved') throw new Error(`newborn.submit: ${status}`);
  };
  recorder.recording = false;
  for (const mother of mothers.slice(0, warmUp)) await submit(mother, 'warm-up');
  recorder.recording = true;
  for (const [index, latencyMs] of latenciesMs.entries()) {
    await post(`${url}/sandbox/control/latency`, { latencyMs });
    const from = warmUp + index * share;
    for (const mother of mothers.slice(from, from + share)) {
      await submit(mother, `newborn ${latencyMs} ms`);
    }
  }
  await post(`${url}/sandbox/control/latency`, { latencyMs: 0 });
}
