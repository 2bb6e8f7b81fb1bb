import type * as storage from '@cloudbase/node-sdk/dist/storage';
import { getCloudbaseContext } from '@cloudbase/node-sdk/dist/utils/tcbcontext';
import * as z from 'zod';
import { UpstreamError } from '../http';
import { type PhotoStore } from '../photo-store';
import { checkedKey } from './key';

const system = 'cloudbase-storage';
const timeoutMs = 8_000;
/** Links are used at once. */
const linkValidS = 60;
/** All photographs lie below one folder of the environment's storage. */
const photographs = 'newborn-photos/';
/** And all checkpoints of the audit below another. */
export const checkpointsFolder = 'audit-checkpoints/';

const missing = new Set(['STORAGE_FILE_NONEXIST', 'FILE_NOT_EXIST']);

const uploadMetadata = z.object({
  data: z.object({
    url: z.url(),
    token: z.string(),
    authorization: z.string(),
    fileId: z.string(),
    cosFileId: z.string(),
  }),
});
const links = z.object({
  fileList: z.array(z.object({ code: z.string(), tempFileURL: z.string().optional() })).length(1),
});
const deletions = z.object({ fileList: z.array(z.object({ code: z.string() })).length(1) });

type Sdk = typeof storage;
type Client = Parameters<Sdk['deleteFile']>[0];

/**
 * Photographs in CloudBase storage. The SDK signs the calls with the function's own credentials;
 * the bytes go by links that it gets, with a time limit and a look at the status, which the SDK's
 * own transfer does not take.
 */
export class CloudBasePhotoStore implements PhotoStore {
  #prefix: string | null = null;
  readonly #folder: string;

  /** @param folder of the environment's storage, ending with a slash */
  constructor(folder = photographs) {
    this.#folder = folder;
  }

  async put(key: string, content: Uint8Array): Promise<void> {
    const { cloudPath, data } = await this.#metadata(key);
    const response = await this.#transfer(data.url, {
      method: 'PUT',
      body: content,
      headers: {
        Signature: data.authorization,
        authorization: data.authorization,
        'x-cos-security-token': data.token,
        'x-cos-meta-fileid': data.cosFileId,
        key: encodeURIComponent(cloudPath),
      },
    });
    if (!response.ok) throw new UpstreamError(system, `put: HTTP ${response.status}`);
  }

  async get(key: string): Promise<Uint8Array | null> {
    const fileID = await this.#fileId(key);
    const reply = await this.#ask((sdk, client) =>
      sdk.getTempFileURL(client, { fileList: [{ fileID, maxAge: linkValidS }] }),
    );
    const [link] = this.#read(links, reply, 'link').fileList;
    if (!link || missing.has(link.code)) return null;
    if (link.code !== 'SUCCESS' || link.tempFileURL === undefined) {
      throw new UpstreamError(system, `link: ${link.code}`);
    }
    const response = await this.#transfer(link.tempFileURL, { method: 'GET' });
    if (response.status === 404) return null;
    if (!response.ok) throw new UpstreamError(system, `get: HTTP ${response.status}`);
    return response.content;
  }

  async remove(key: string): Promise<void> {
    const fileID = await this.#fileId(key);
    const reply = await this.#ask((sdk, client) => sdk.deleteFile(client, { fileList: [fileID] }));
    const [deletion] = this.#read(deletions, reply, 'delete').fileList;
    if (deletion && deletion.code !== 'SUCCESS' && !missing.has(deletion.code)) {
      throw new UpstreamError(system, `delete: ${deletion.code}`);
    }
  }

  /**
   * CloudBase names a file `cloud://<environment>.<bucket>/<path>`. The bucket is told with every
   * permission to upload and is the same for all of them.
   */
  async #fileId(key: string): Promise<string> {
    if (this.#prefix === null) await this.#metadata(key);
    return `${this.#prefix ?? ''}${this.#folder}${checkedKey(key)}`;
  }

  async #metadata(key: string) {
    const cloudPath = `${this.#folder}${checkedKey(key)}`;
    const reply = await this.#ask((sdk, client) => sdk.getUploadMetadata(client, { cloudPath }));
    const { data } = this.#read(uploadMetadata, reply, 'permission');
    const prefix = data.fileId.slice(0, -cloudPath.length);
    const fits = `${prefix}${cloudPath}` === data.fileId && /^cloud:\/\/[^/]+\/$/.test(prefix);
    if (!fits) throw new UpstreamError(system, 'permission: another file');
    this.#prefix = prefix;
    return { cloudPath, data };
  }

  async #ask(call: (sdk: Sdk, client: Client) => Promise<unknown>): Promise<unknown> {
    const client = this.#client();
    try {
      // loaded by the first photograph: most calls of a function have none
      const sdk = await import('@cloudbase/node-sdk/dist/storage');
      return await call(sdk, client);
    } catch (error) {
      throw new UpstreamError(system, codeOf(error), error);
    }
  }

  #client(): Client {
    const env = getCloudbaseContext();
    const secretId = env['TENCENTCLOUD_SECRETID'];
    const secretKey = env['TENCENTCLOUD_SECRETKEY'];
    const sessionToken = env['TENCENTCLOUD_SESSIONTOKEN'];
    const envName = env['TCB_ENV'] ?? env['SCF_NAMESPACE'];
    // without them the SDK leaves a rejection that nobody handles, which ends the process
    if (!secretId || !secretKey || !envName) {
      throw new UpstreamError(system, 'no credentials of the environment');
    }
    const config = { envName, secretId, secretKey, timeout: timeoutMs };
    return { config: sessionToken === undefined ? config : { ...config, sessionToken } };
  }

  async #transfer(url: string, init: RequestInit) {
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
      const content = new Uint8Array(await response.arrayBuffer());
      return { ok: response.ok, status: response.status, content };
    } catch (error) {
      throw new UpstreamError(system, error instanceof Error ? error.name : 'unknown', error);
    }
  }

  #read<S extends z.ZodType>(schema: S, reply: unknown, what: string): z.output<S> {
    const parsed = schema.safeParse(reply);
    if (!parsed.success) throw new UpstreamError(system, `${what}: malformed answer`);
    return parsed.data;
  }
}

/** The SDK's own code for what went wrong; its message may repeat addresses and is left out. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code).slice(0, 60);
  return error instanceof Error ? error.name : 'unknown';
}
