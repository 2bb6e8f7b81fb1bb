import { selfId, verify } from './journey';
import { birthOf, formOf } from './newborn';
import { type Phone, type TestSystem } from './system';

/** A verified person with everything the platform says of them. @returns their person id */
export async function withRecords(system: TestSystem, phone: Phone): Promise<string> {
  await verify(system, phone);
  const personId = await selfId(phone);
  await phone.call('records.refresh', { personId, byHand: true });
  return personId;
}

/** The parent's newborn, approved: its guardian from now on. @returns the baby's person id */
export async function withBaby(system: TestSystem, phone: Phone): Promise<string> {
  const { baby } = await phone.call('newborn.submit', formOf(birthOf(system, phone)));
  if (!baby.personId) throw new Error('the baby was not approved');
  return baby.personId;
}
