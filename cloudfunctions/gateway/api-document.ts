import { Hono } from 'hono';
import * as z from 'zod';
import { contracts } from '@yibao/shared/contracts';
import { type ActionContract } from '@yibao/shared/contracts/action';
import { errors } from '@yibao/shared/contracts/errors';
import {
  apiBasePath,
  apiCredentials,
  apiFreshnessSeconds,
  apiHeaders,
  sealedReply,
} from '@yibao/shared/protocols/partner-api';
import { apiActions, type ApiPath } from './api-actions';
import { apiExamples } from './api-examples';
import { type GatewayEnv } from './environment';

type Json = Record<string, unknown>;

/**
 * As JSON Schema 2020-12, which is OpenAPI 3.1's own. Read as an input: an answer may get further
 * fields, and whoever reads it should not stumble over them.
 */
function schemaOf(schema: z.ZodType): Json {
  const made: Json = z.toJSONSchema(schema, { io: 'input' });
  // the dialect is told by the document as a whole
  delete made['$schema'];
  return made;
}

const errorBody = z.object({
  code: z.enum(Object.keys(errors) as [string, ...string[]]),
  message: z.string(),
  retryable: z.boolean(),
  field: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  traceId: z.uuid(),
});
const refusal = z.object({ ok: z.literal(false), error: errorBody });

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const nameOf = (path: ApiPath): string =>
  path.replace(/(^|-)(\w)/g, (_whole, _dash, letter: string) => letter.toUpperCase());

const headerTexts: Record<keyof typeof apiHeaders, string> = {
  organisation: 'Unified social credit code of the organisation that calls.',
  timestamp: `Seconds since 1970, at most ${apiFreshnessSeconds} s off.`,
  nonce: 'Fresh for every call; a second call with it is refused.',
  signature: 'SM2 with SM3 over the text that docs/partner-api.md tells, hex of the DER form.',
};

const parameters = (Object.keys(apiHeaders) as (keyof typeof apiHeaders)[]).map((name) => ({
  name: apiHeaders[name],
  in: 'header',
  required: true,
  description: headerTexts[name],
  schema: schemaOf(apiCredentials.shape[name]),
}));

const inJson = (schema: Json, more: Json = {}): Json => ({
  'application/json': { schema, ...more },
});

/** What the ciphertext opens to stands beside the seal: OpenAPI has no word of its own for it. */
const sealed = (description: string, opensTo: Json): Json => ({
  description,
  content: inJson(ref('SealedReply')),
  'x-yibao-opens-to': opensTo,
});

function operationOf(path: ApiPath): Json {
  const action = apiActions[path];
  const contract: ActionContract = contracts[action];
  const once = 'The same requestId is answered the same, however often it is sent.';
  return {
    operationId: path,
    summary: contract.summary,
    ...(contract.kind === 'mutation' ? { description: once } : {}),
    security: [{ sm2: [] }],
    parameters,
    requestBody: {
      required: true,
      content: inJson(ref(`${nameOf(path)}Input`), { example: apiExamples[action] }),
    },
    responses: {
      '200': sealed('Done, or a look that is refused with its reason.', {
        type: 'object',
        required: ['ok', 'data'],
        properties: { ok: { const: true }, data: ref(`${nameOf(path)}Output`) },
      }),
      '401': {
        description: 'Not signed, not known, altered, old or sent before: always the same.',
        content: inJson(ref('Refusal')),
      },
      '413': { description: 'Larger than 64 KiB.', content: inJson(ref('Refusal')) },
      default: sealed('Refused.', ref('Refusal')),
    },
  };
}

/**
 * The partner API as OpenAPI 3.1, made of the contracts themselves.
 *
 * @returns a document that says nothing which the contracts do not
 */
export function apiDocument(): Json {
  const paths = Object.keys(apiActions) as ApiPath[];
  const schemas: Json = { SealedReply: schemaOf(sealedReply), Refusal: schemaOf(refusal) };
  for (const path of paths) {
    const { input, output }: ActionContract = contracts[apiActions[path]];
    schemas[`${nameOf(path)}Input`] = schemaOf(input);
    schemas[`${nameOf(path)}Output`] = schemaOf(output);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'yibao partner API',
      version: '1',
      description:
        'What an insurer’s or employer’s own system may ask with a person’s consent. Every call is ' +
        'signed with SM2, every answer is signed by us and sealed to the organisation’s key.',
    },
    servers: [{ url: apiBasePath }],
    paths: Object.fromEntries(paths.map((path) => [`/${path}`, { post: operationOf(path) }])),
    components: {
      securitySchemes: {
        sm2: {
          type: 'apiKey',
          in: 'header',
          name: apiHeaders.signature,
          description: 'Beside it the three headers that the signed text is made of.',
        },
      },
      schemas,
    },
  };
}

/** Made when the first one asks for it: a start that nobody asks for it costs nothing. */
let text: string | null = null;

/** GET /api/v1/openapi.json, for everybody. */
export function openApiRoute(): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get('/openapi.json', (context) => {
    text ??= JSON.stringify(apiDocument());
    context.header('content-type', 'application/json; charset=utf-8');
    context.header('cache-control', 'public, max-age=300');
    return context.body(text);
  });
  return routes;
}
