import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

const credentials = {
  TENCENTCLOUD_RUNENV: 'SCF',
  TENCENTCLOUD_REGION: 'ap-shanghai',
  SCF_NAMESPACE: 'yibao-test',
  TENCENTCLOUD_SECRETID: 'an-id',
  TENCENTCLOUD_SECRETKEY: 'a-key',
  TENCENTCLOUD_SESSIONTOKEN: 'a-session',
};
/** CloudBase storage as far as the SDK and the links it hands out speak with it, on loopback. */
export async function startCloudStorage() {
  const bucket = 'cloud://yibao-test.7969-yibao-test-1250000000/';
  const files = new Map<string, Buffer>();
  const asked: { action: string; envName: string; authorization: string }[] = [];
  /** In the place of the next answer to that action or method. */
  const faults = new Map<string, { status: number; body: unknown }>();
  let origin = '';
  const answers: Record<string, (body: Record<string, unknown>) => unknown> = {
    'storage.getUploadMetadata': ({ path }) => ({
      url: `${origin}/cos/${String(path)}`,
      token: 'the-token',
      authorization: 'q-sign-algorithm=sha1',
      fileId: `${bucket}${String(path)}`,
      cosFileId: 'the-file',
    }),
    'storage.batchGetDownloadUrl': ({ file_list: list }) => ({
      download_list: (list as { fileid: string }[]).map(({ fileid }) =>
        files.has(fileid.replace(bucket, '/cos/'))
          ? { fileid, code: 'SUCCESS', tempFileURL: fileid.replace(bucket, `${origin}/cos/`) }
          : { fileid, code: 'STORAGE_FILE_NONEXIST' },
      ),
    }),
    'storage.batchDeleteFile': ({ fileid_list: list }) => ({
      delete_list: (list as string[]).map((fileid) => ({
        fileid,
        code: files.delete(fileid.replace(bucket, '/cos/')) ? 'SUCCESS' : 'STORAGE_FILE_NONEXIST',
      })),
    }),
  };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const content = Buffer.concat(parts);
      const { method = '', url = '', headers } = request;
      const body =
        method === 'POST' ? (JSON.parse(content.toString()) as Record<string, unknown>) : {};
      const { action = method } = body as { action?: string };
      const fault = faults.get(action);
      faults.delete(action);
      if (fault) {
        response.writeHead(fault.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(fault.body));
      } else if (method === 'POST') {
        const { authorization = '' } = headers;
        asked.push({ action, envName: String(body['envName']), authorization });
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ requestId: 'r', data: answers[action]?.(body) }));
      } else if (method === 'PUT') {
        const genuine =
          headers['x-cos-security-token'] === 'the-token' &&
          headers['x-cos-meta-fileid'] === 'the-file' &&
          headers.authorization === 'q-sign-algorithm=sha1';
        if (genuine) files.set(url, content);
        response.writeHead(genuine ? 200 : 403).end();
      } else {
        const file = files.get(url);
        response.writeHead(file ? 200 : 404).end(file);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** What the platform puts into a function's process, its address included. */
    environment: { ...credentials, TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${origin}/admin` }) },
    files,
    asked,
    faults,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export type CloudStorage = Awaited<ReturnType<typeof startCloudStorage>>;
