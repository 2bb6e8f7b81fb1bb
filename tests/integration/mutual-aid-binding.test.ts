import { faceVerification, mutualAidBinding } from '@yibao/cloudfunctions/lib/database/schema';
import { engines } from '../support/database';
import { addRelative } from '../support/journey';
import { type Phone } from '../support/system';
import { query } from '../support/tables';
import { startTown, type Town } from './payment-support';

jest.setTimeout(120_000);

/** Agrees to the words for binding, and shows the face. @returns the verification */
async function showFace(town: Town, phone: Phone, decision: 'pass' | 'fail' = 'pass') {
  const { version, textHash } = await phone.call('identity.faceNotice', { purpose: 'mutualAid' });
  const { consentId } = await phone.call('identity.agreeFaceNotice', { version, textHash });
  const opened = await phone.call('identity.startOwnFace', { consentId, purpose: 'mutualAid' });
  await town.sandboxPost('/wechat/face/decide', { verify_id: opened.verifyId, decision });
  const { verificationId } = opened;
  const { outcome } = await phone.call('identity.finishFace', { verificationId });
  return { verificationId, outcome };
}

describe.each(engines())('binding a relative to a personal account, on $name', (engine) => {
  let town: Town;
  let owner: Phone;
  let mother: string;
  beforeAll(async () => {
    town = await startTown(engine);
    owner = await town.login('pan-jianguo');
    mother = await addRelative(owner, 'mother');
  });
  afterAll(() => town.close());
  afterEach(() => town.sandbox.host.faults.clear());
  const bind = (verificationId: string, personId = mother) =>
    owner.reply('payment.bindRelative', { personId, verificationId });
  const rows = () => town.runtime.db.select().from(mutualAidBinding);

  test('no face, a failed one, one for another purpose, somebody else’s: nobody is bound', async () => {
    const failed = await showFace(town, owner, 'fail');
    expect(failed.outcome).toBe('failed');
    expect(await bind(failed.verificationId)).toMatchObject({ error: { code: 'face_needed' } });
    const all = await town.runtime.db.select().from(faceVerification);
    const forAccount = all.find(({ purpose }) => purpose === 'account')!;
    expect(await bind(forAccount.id)).toMatchObject({ error: { code: 'face_needed' } });
    const stranger = await town.login('shi-wenjing');
    const other = await showFace(town, stranger);
    expect(await bind(other.verificationId)).toMatchObject({ error: { code: 'not_found' } });
    expect(await rows()).toEqual([]);
  });

  test('a face that passed too long ago is asked for again', async () => {
    const { verificationId } = await showFace(town, owner);
    await town.advance(11);
    expect(await bind(verificationId)).toMatchObject({ error: { code: 'face_needed' } });
  });

  test('proven by the household register, the face fresh: bound, the answer lost or not', async () => {
    const checked = await owner.call('payment.checkRelative', { personId: mother });
    expect(checked).toMatchObject({ proof: 'household', relation: 'mother' });
    const { verificationId } = await showFace(town, owner);
    town.fault({ system: 'mutual-aid', operation: 'bind', kind: 'timeout' });
    expect(await bind(verificationId)).toMatchObject({ data: { outcome: 'pending' } });
    await town.advance(1);
    expect(await rows()).toMatchObject([{ status: 'bound', proof: 'household' }]);
    const { members, candidates } = await owner.call('payment.personalAccount', {});
    expect(members).toMatchObject([{ personId: mother, nameMasked: '潘*兰', relation: 'mother' }]);
    expect(candidates).toEqual([]);
    // bound already, and the same face binds nobody else
    expect(await bind(verificationId)).toMatchObject({ error: { code: 'binding_refused' } });
    const daughter = await addRelative(owner, 'daughter');
    expect(await bind(verificationId, daughter)).toMatchObject({
      error: { code: 'binding_refused' },
    });
  });

  test('what no register proves is not bound here', async () => {
    const sister = await town.adopt(owner);
    const checked = await owner.call('payment.checkRelative', { personId: sister });
    expect(checked.proof).toBeNull();
    expect(checked.sentence).toContain('到任意医保窗口绑定');
    const { verificationId } = await showFace(town, owner);
    expect(await bind(verificationId, sister)).toMatchObject({
      error: { code: 'binding_refused' },
    });
  });

  test('a spouse’s parent is family, and no account pays for them', async () => {
    const personId = await town.adopt(owner);
    await query(
      town.runtime.db,
      `update family_member set relation = 'wifesMother' where member_person_id = '${personId}'`,
    );
    const checked = await owner.call('payment.checkRelative', { personId });
    expect(checked).toMatchObject({ relation: 'wifesMother', proof: null });
    expect(checked.sentence).toContain('这种亲属关系不能绑定');
    const { candidates } = await owner.call('payment.personalAccount', {});
    expect(candidates.map((each) => each.personId)).not.toContain(personId);
    const { verificationId } = await showFace(town, owner);
    expect(await bind(verificationId, personId)).toMatchObject({
      error: { code: 'binding_refused', message: '本市规定这种亲属关系不能绑定' },
    });
  });

  test('unbound at once, an answer lost or not; somebody else cannot', async () => {
    const { members } = await owner.call('payment.personalAccount', {});
    const { bindNo } = members[0]!;
    const stranger = await town.login('shi-wenjing');
    expect(await stranger.refused('payment.unbindRelative', { bindNo })).toBe('not_found');
    town.fault({ system: 'mutual-aid', operation: 'unbind', kind: 'drop' });
    expect(await owner.call('payment.unbindRelative', { bindNo })).toEqual({ unbound: false });
    await town.advance(1);
    expect((await owner.call('payment.personalAccount', {})).members).toEqual([]);
    expect((await rows()).map(({ status }) => status)).toEqual(['unbound']);
  });
});
