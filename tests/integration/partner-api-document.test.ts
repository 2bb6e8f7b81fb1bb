import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { contracts } from '@yibao/shared/contracts';
import { type ActionContract } from '@yibao/shared/contracts/action';
import { requestText, sealedReply } from '@yibao/shared/protocols/partner-api';
import { isSignedBy } from '@yibao/shared/protocols/sm2';
import { apiActions, type ApiPath } from '@yibao/cloudfunctions/gateway/api-actions';
import { apiDocument } from '@yibao/cloudfunctions/gateway/api-document';
import { apiExamples } from '@yibao/cloudfunctions/gateway/api-examples';
import { createGateway } from '@yibao/cloudfunctions/gateway/app';
import { type Runtime } from '@yibao/cloudfunctions/lib/runtime';
import { openReply } from '../support/partner-client';
import { projectFolder } from '../support/paths';

interface Operation {
  operationId: string;
  parameters: { name: string }[];
  requestBody: { content: { 'application/json': { schema: Ref; example: object } } };
  responses: Record<string, { 'x-yibao-opens-to'?: { properties: { data: Ref } } }>;
}
interface Ref {
  $ref: string;
}
interface Document {
  openapi: string;
  paths: Record<string, { post: Operation }>;
  components: { schemas: Record<string, object> };
}

const document = apiDocument() as unknown as Document;
const paths = Object.keys(apiActions) as ApiPath[];
const schemaBy = ({ $ref }: Ref) => {
  const schema = document.components.schemas[$ref.replace('#/components/schemas/', '')];
  if (!schema) throw new Error(`${$ref} leads nowhere`);
  return schema;
};

/**
 * What a call is worth to whoever knows the document alone. Its patterns are Unicode ones, as JSON
 * Schema wants them; this reader is not, so the classes that only those have are left to the contract.
 */
function accepts(schema: object, value: unknown): boolean {
  const readable = JSON.stringify(schema, (key, part: unknown) =>
    key === 'pattern' && typeof part === 'string' && part.includes('\\p{') ? undefined : part,
  );
  return z.fromJSONSchema(JSON.parse(readable) as never).safeParse(value).success;
}

test('every action of an organisation is in the API, and nothing else', () => {
  const partner = Object.keys(contracts).filter((name) => name.startsWith('partner.'));
  expect(Object.values(apiActions).sort()).toEqual(partner.sort());
  expect(Object.keys(document.paths).sort()).toEqual(paths.map((path) => `/${path}`).sort());
  expect(document.openapi).toBe('3.1.0');
});

test.each(paths)('%s: schemas and example are those of its contract', (path) => {
  const contract: ActionContract = contracts[apiActions[path]];
  const { operationId, parameters, requestBody, responses } = document.paths[`/${path}`]!.post;
  expect(operationId).toBe(path);
  expect(parameters.map(({ name }) => name)).toEqual([
    'x-yibao-organisation',
    'x-yibao-timestamp',
    'x-yibao-nonce',
    'x-yibao-signature',
  ]);
  const { schema, example } = requestBody.content['application/json'];
  const input = schemaBy(schema);
  const told = { ...z.toJSONSchema(contract.input, { io: 'input' }) } as Record<string, unknown>;
  delete told['$schema'];
  expect(input).toEqual(told);
  expect(example).toEqual(apiExamples[apiActions[path]]);
  expect(contract.input.safeParse(example).success).toBe(true);
  expect(accepts(input, example)).toBe(true);
  expect(accepts(input, { ...example, unknown: 1 })).toBe(false);
  schemaBy(responses['200']!['x-yibao-opens-to']!.properties.data);
});

test('every reference leads somewhere, and the document is plain JSON', () => {
  const text = JSON.stringify(document);
  const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, $ref]) => $ref!);
  for (const $ref of new Set(refs)) schemaBy({ $ref });
  expect(JSON.parse(text)).toEqual(document);
});

test('what the gateway serves is that document, to everybody', async () => {
  // nothing of the runtime is asked for it
  const gateway = createGateway(() => Promise.resolve({} as Runtime));
  const response = await gateway.request('/api/v1/openapi.json');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.json()).toEqual(document);
});

describe('the worked example of docs/partner-api.md', () => {
  const page = readFileSync(join(projectFolder, 'docs/partner-api.md'), 'utf8');
  const block = (kind: string, nth = 0) => {
    const found = [...page.matchAll(new RegExp('```' + kind + '\\n([^`]+)\\n```', 'g'))][nth];
    if (!found?.[1]) throw new Error(`no ${kind} block ${nth}`);
    return found[1];
  };
  const hexAfter = (words: RegExp) => words.exec(page)?.[1] ?? '';
  const privateKey = hexAfter(/^private ([0-9a-f]{64})$/m);
  const publicKey = hexAfter(/^public {2}([0-9a-f]{130})$/m);
  const serviceKey = hexAfter(/^`([0-9a-f]{130})`:$/m);
  const call = JSON.parse(block('json')) as Parameters<typeof openReply>[1];

  test('its call is signed over its text', () => {
    const { method, path, headers, body } = call;
    const text = requestText({
      organisation: headers['x-yibao-organisation']!,
      method,
      path,
      timestamp: headers['x-yibao-timestamp']!,
      nonce: headers['x-yibao-nonce']!,
      body: Buffer.from(body, 'utf8'),
    });
    expect(block('text')).toBe(text);
    expect(isSignedBy(text, headers['x-yibao-signature']!, publicKey)).toBe(true);
  });

  test('its answer opens as it says', () => {
    const envelope = sealedReply.parse(JSON.parse(block('json', 1)));
    const opened = openReply(envelope, call, 200, privateKey, serviceKey);
    expect(page).toContain(`\`${JSON.stringify(opened)}\``);
    expect(opened).toEqual({ ok: true, data: { rows: [], nextCursor: null } });
  });
});
