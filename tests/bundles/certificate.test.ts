import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { type Output, type Reply } from '@yibao/shared/contracts';
import { engines } from '../support/database';
import { claimOf } from '../support/journey';
import { projectFolder } from '../support/paths';
import { startTestSystem, type TestSystem, testUser } from '../support/system';
import { phoneCall, processEnvironment } from './support/cloudbase';
import { createDatabase, servers, type TestDatabase } from './support/database';
import { type Instance, startInstance } from './support/instance';

jest.setTimeout(120_000);

const folder = join(projectFolder, 'dist', 'functions');
const openidOf = (system: TestSystem) => testUser(system, 'lu-yutong').miniProgramOpenid;

test('only the function that prints carries the PDF library and the font', () => {
  const carriers = [
    'identity',
    'enrollment',
    'newborn',
    'payment',
    'certificate',
    'jobs',
    'gateway',
  ].filter((name) =>
    readFileSync(join(folder, name, 'index.js'), 'utf8').includes('FontDescriptor'),
  );
  expect(carriers).toEqual(['certificate']);
  const fonts = join(folder, 'certificate', 'fonts');
  expect(existsSync(join(fonts, 'noto-sans-sc-common.ttf'))).toBe(true);
  // the licence travels with the font
  expect(readFileSync(join(fonts, 'LICENSE_FONT.txt'), 'utf8')).toContain('SIL OPEN FONT LICENSE');
  expect(existsSync(join(folder, 'gateway', 'fonts'))).toBe(false);
});

for (const server of servers()) {
  describe('the deployed function certificate', () => {
    let world: TestSystem;
    let database: TestDatabase;
    const instances: Instance[] = [];
    let env: Record<string, string>;
    beforeAll(async () => {
      world = await startTestSystem(engines()[0]!);
      database = await createDatabase(server);
      env = processEnvironment(world.url, world.sandbox.host.keys, database.url);
    });
    afterAll(async () => {
      for (const instance of instances) await instance.stop();
      await database.drop();
      await world.close();
    });

    async function ask<T>(instance: Instance, action: string, input: object): Promise<T> {
      const flow = action.slice(0, action.indexOf('.'));
      const call = phoneCall(flow, openidOf(world), { action, input });
      const { result } = await instance.call(call);
      const reply = result as Reply<T>;
      if (!reply.ok) throw new Error(`${action}: ${reply.error.code}\n${instance.output()}`);
      return reply.data;
    }

    test('prints with the font beside it, for the phone and over HTTP', async () => {
      const identity = startInstance('identity', env);
      const certificate = startInstance('certificate', env);
      instances.push(identity, certificate);
      const requestId = () => randomUUID();
      const { version, textHash } = await ask<Output<'identity.faceNotice'>>(
        identity,
        'identity.faceNotice',
        {},
      );
      const { consentId } = await ask<Output<'identity.agreeFaceNotice'>>(
        identity,
        'identity.agreeFaceNotice',
        { requestId: requestId(), version, textHash },
      );
      const claim = claimOf(testUser(world, 'lu-yutong').resident);
      const { verificationId, verifyId } = await ask<Output<'identity.startFace'>>(
        identity,
        'identity.startFace',
        { requestId: requestId(), consentId, ...claim },
      );
      await world.sandboxPost('/wechat/face/decide', { verify_id: verifyId, decision: 'pass' });
      await ask(identity, 'identity.finishFace', { requestId: requestId(), verificationId });
      const { people } = await ask<Output<'certificate.people'>>(
        certificate,
        'certificate.people',
        {},
      );
      const { personId } = people[0]!.person;
      const { certificateId } = await ask<Output<'certificate.issue'>>(
        certificate,
        'certificate.issue',
        { requestId: requestId(), kind: 'cover', personId, coverageYear: 2025, fullNumber: true },
      );
      const { file } = await ask<Output<'certificate.get'>>(certificate, 'certificate.get', {
        certificateId,
      });
      const paper = Buffer.from(file!.contentBase64, 'base64');
      expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
      expect(paper.toString('latin1')).toContain('NotoSansSC');
      // HTTP access hands a request over as an event; without a session nobody is calling
      const event = {
        httpMethod: 'POST',
        path: '/rpc/certificate.issue',
        headers: { 'content-type': 'application/json', 'x-yibao-client': 'h5' },
        body: JSON.stringify({
          requestId: requestId(),
          kind: 'cover',
          personId,
          coverageYear: 2025,
          fullNumber: true,
        }),
        isBase64Encoded: false,
      };
      const { result } = await certificate.call({ event, context: {} });
      expect(result).toMatchObject({ statusCode: 401, isBase64Encoded: false });
      expect((result as { body: string }).body).toContain('not_logged_in');
    });
  });
}
