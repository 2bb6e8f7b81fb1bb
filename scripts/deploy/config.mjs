import fs from 'node:fs';
import { fromRoot } from '../lib/root.mjs';

const PLACEHOLDER = /\{\{env\.([A-Z0-9_]+)\}\}/g;
/** SCF's limit for all variables of one function together. */
const ENVIRONMENT_LIMIT_BYTES = 4096;

/** @returns {object} cloudbaserc.json as it stands in the repository, with its placeholders */
export const readTemplate = () => JSON.parse(fs.readFileSync(fromRoot('cloudbaserc.json'), 'utf8'));

/** @returns {string} which functions a client may call: CloudBase's rules, as it takes them */
export const readFunctionRules = () =>
  JSON.stringify(JSON.parse(fs.readFileSync(fromRoot('scripts/deploy/function-rules.json'))));

/** Every string of a value, however deep. */
function stringsIn(value) {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
}

const namesIn = (value) => [
  ...new Set(stringsIn(value).flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, n]) => n))),
];

/**
 * Puts values in the place of {{env.NAME}}. CloudBase's CLI does the same with text and .env files;
 * done on parsed JSON, a PEM keeps its line breaks. A string whose variable is not set goes away.
 */
function fillIn(value, env) {
  if (typeof value === 'string') {
    if (namesIn(value).some((name) => !env[name])) return undefined;
    return value.replace(PLACEHOLDER, (_, name) => env[name]);
  }
  if (Array.isArray(value)) return value.map((each) => fillIn(each, env));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, each]) => [key, fillIn(each, env)]);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}

/** The defaults written out in each function, so that nothing depends on how they are merged. */
const withDefaults = (defaults, own) => ({
  ...defaults,
  ...own,
  envVariables: { ...defaults.envVariables, ...own.envVariables },
});

/**
 * @param {Record<string, string | undefined>} env
 * @returns {object} the configuration to deploy, with absolute folders
 */
export function renderConfig(env) {
  const { functionDefaultConfig, ...rest } = fillIn(readTemplate(), env);
  return {
    ...rest,
    functionRoot: fromRoot(rest.functionRoot),
    functions: rest.functions.map((own) => withDefaults(functionDefaultConfig, own)),
    hosting: rest.hosting.map((site) => ({ ...site, root: fromRoot(site.root) })),
  };
}

/** What the deployment itself needs; the functions' own variables are judged by their own code. */
function missingNames(env) {
  const { functionDefaultConfig, ...rest } = readTemplate();
  const { envVariables, ...settings } = functionDefaultConfig;
  const asked = namesIn([rest, settings, envVariables.YIBAO_PUBLIC_URL]);
  return asked.filter((name) => !env[name]);
}

const environmentBytes = (variables) =>
  Object.entries(variables).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );

/**
 * @param {Record<string, string | undefined>} env
 * @param {(env: Record<string, string>) => string | null} configurationProblem the functions' own
 * @returns {string[]} what keeps this configuration from being deployed; names, never values
 */
export function problemsOf(env, configurationProblem) {
  const missing = missingNames(env);
  const { functions } = renderConfig(env);
  const perFunction = functions.flatMap(({ name, envVariables }) => {
    const bytes = environmentBytes(envVariables);
    const tooLarge = `${name}: its variables have ${bytes} bytes of ${ENVIRONMENT_LIMIT_BYTES}`;
    return [
      configurationProblem(envVariables),
      bytes > ENVIRONMENT_LIMIT_BYTES ? tooLarge : null,
    ].filter((problem) => problem !== null);
  });
  const told = [...new Set(perFunction)].flatMap((problem) => problem.split('; '));
  return [...missing.map((name) => `${name} is not set`), ...told];
}
