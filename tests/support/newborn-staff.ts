import { verify } from './journey';
import { apply, type Application } from './newborn';
import { base64, jpeg } from './pictures';
import { type Phone, type TestSystem } from './system';
import { query } from './tables';

/** A test user, verified. */
export async function parentOf(system: TestSystem, key: string): Promise<Phone> {
  const phone = system.phone(key);
  const { verified } = await phone.call('identity.me', {});
  if (!verified) await verify(system, phone);
  return phone;
}

/** Puts somebody on the staff list, verified, as the bureau would. */
export async function appoint(system: TestSystem, key: string, badge: string): Promise<Phone> {
  await verify(system, system.phone(key));
  return appointUnverified(system, key, badge);
}

/** The same by mistake: nobody knows who is behind the account. */
export async function appointUnverified(
  system: TestSystem,
  key: string,
  badge: string,
): Promise<Phone> {
  const phone = system.phone(key);
  await phone.call('identity.me', {});
  await query(
    system.runtime.db,
    `insert into staff_member (account_id, badge, active, appointed_at)
     select id, '${badge}', true, now() from account where union_id = '${phone.user.unionid}'`,
  );
  return phone;
}

/** Somebody whose certificate was issued in another province, with a photograph of it: a clerk has to look. */
export async function applyForReview(
  system: TestSystem,
  key: string,
): Promise<{ mother: Phone; application: Application }> {
  const mother = await parentOf(system, key);
  const { photoId } = await mother.call('newborn.uploadPhoto', { contentBase64: base64(jpeg()) });
  const application = await apply(system, mother, { photoIds: [photoId] });
  return { mother, application };
}

/** Refused by the certificate registry; then the parent asks staff to look at it. */
export async function appeal(system: TestSystem, key: string) {
  const mother = await parentOf(system, key);
  const refused = await apply(system, mother);
  expect(refused.status).toBe('refused');
  const { applicationId } = refused;
  const input = { applicationId, text: '证是医院刚换发的，请再看一次', photoIds: [] };
  const queued = await mother.call('newborn.addEvidence', input);
  expect(queued).toMatchObject({ status: 'queued', decidedAt: null, canAddEvidence: false });
  return { mother, applicationId };
}
