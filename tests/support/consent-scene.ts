/** The scene of the tests of consents: two people, one organisation, its clerk. */
import { type MadeClerk, makeClerk, makeOrganisation, type MadeOrganisation } from './consent';
import { type Engine } from './database';
import { verify } from './journey';
import { type Phone, startTestSystem, type TestSystem } from './system';

export interface ConsentScene {
  system: TestSystem;
  /** Both verified. */
  self: Phone;
  other: Phone;
  made: MadeOrganisation;
  clerk: MadeClerk;
}

/** Sets it, for a `beforeAll`; whoever sets it closes the system. */
export async function consentScene(engine: Engine): Promise<ConsentScene> {
  const system = await startTestSystem(engine);
  const [self, other] = [system.phone('lu-yutong'), system.phone('luo-jun')];
  for (const phone of [self, other]) await verify(system, phone);
  const made = await makeOrganisation(system);
  const clerk = await makeClerk(system, { organisationId: made.organisation.id });
  return { system, self, other, made, clerk };
}
