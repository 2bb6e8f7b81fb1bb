import { randomUUID } from 'node:crypto';
import { type Reply } from '@yibao/shared/contracts';
import { generateKeys } from '@yibao/sandbox/lib/keys';
import { type CloudStorage, startCloudStorage } from '../support/cloud-storage';
import { base64, jpeg } from '../support/pictures';
import { phoneCall, processEnvironment, timerCall } from './support/cloudbase';
import { createDatabase, servers, type TestDatabase } from './support/database';
import { type Instance, startInstance } from './support/instance';

jest.setTimeout(60_000);

const openid = 'osandbox-mp-visitor000000000';
const nowhere = 'http://127.0.0.1:9';

/** The SDK's storage client without what it loads beside it (docs/adr/0006): does it still work? */
for (const server of servers()) {
  describe('photographs in the deployed functions', () => {
    let storage: CloudStorage;
    let database: TestDatabase;
    let newborn: Instance;
    let jobs: Instance;
    beforeAll(async () => {
      storage = await startCloudStorage();
      database = await createDatabase(server);
      const env = {
        ...processEnvironment(nowhere, generateKeys(), database.url),
        ...storage.environment,
      };
      newborn = startInstance('newborn', env);
      jobs = startInstance('jobs', env);
    });
    afterAll(async () => {
      await newborn.stop();
      await jobs.stop();
      await database.drop();
      await storage.close();
    });

    async function ask<T>(action: string, input: object): Promise<T> {
      const { result } = await newborn.call(phoneCall('newborn', openid, { action, input }));
      const reply = result as Reply<T>;
      if (!reply.ok) throw new Error(`${action}: ${reply.error.code}\n${newborn.output()}`);
      return reply.data;
    }

    test('go to CloudBase storage, come back, and are deleted at night', async () => {
      const { result } = await newborn.call(
        phoneCall('newborn', openid, { action: 'newborn.start', input: {} }),
      );
      expect(result).toMatchObject({ ok: false, error: { code: 'not_verified' } });
      const personId = randomUUID();
      await database.query(`insert into person
        (id, document_type, document_number, document_number_index, name, sex, birth_date, created_at)
        values ('${personId}', 'residentId', '-', '${'0'.repeat(64)}', '-', 'female', '1995-01-01', now())`);
      await database.query(
        `update account set person_id = '${personId}', verified_at = now(), verified_by = 'face'`,
      );
      const contentBase64 = base64(jpeg());
      const { photoId } = await ask<{ photoId: string }>('newborn.uploadPhoto', {
        requestId: randomUUID(),
        contentBase64,
      });
      // one file, and nothing of the picture in clear
      const stored = [...storage.files.values()];
      expect(stored).toHaveLength(1);
      const picture = Buffer.from(contentBase64, 'base64');
      expect(Buffer.from(stored[0]!).includes(picture.subarray(0, 32))).toBe(false);
      expect(await ask('newborn.photo', { photoId })).toMatchObject({ contentBase64 });
      await database.query(`update newborn_photo set delete_after = now() - interval '1 day'`);
      expect((await jobs.call(timerCall('jobs', 'night'))).result).toEqual({ ran: 'night' });
      expect(storage.files.size).toBe(0);
    });
  });
}
