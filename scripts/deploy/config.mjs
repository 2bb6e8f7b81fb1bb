import fs from 'node:fs';
import { fromRoot } from '../lib/root.mjs';

const PLACEHOLDER = /\{\{env\.([A-Z0-9_]+)\}\}/g;

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

/** The template filled in, with the variables still beside their functions. */
function fillTemplate(env) {
  const { functionDefaultConfig, ...rest } = fillIn(readTemplate(), env);
  return {
    ...rest,
    functions: rest.functions.map((own) => withDefaults(functionDefaultConfig, own)),
  };
}

/**
 * A function may have 4 KB of environment variables in all, and two PEM keys take half of that:
 * its settings travel as a file beside the bundle instead (lib/entry/settings.ts reads it).
 *
 * @param {Record<string, string | undefined>} env
 * @returns {{config: object, settings: Record<string, Record<string, string>>}} what CloudBase's CLI
 *   gets, with absolute folders and no variables, and each function's settings by its name
 */
export function renderConfig(env) {
  const { functions, ...rest } = fillTemplate(env);
  return {
    config: {
      ...rest,
      functionRoot: fromRoot(rest.functionRoot),
      functions: functions.map(({ envVariables: _, ...own }) => ({ ...own, envVariables: {} })),
      hosting: rest.hosting.map((site) => ({ ...site, root: fromRoot(site.root) })),
    },
    settings: Object.fromEntries(functions.map(({ name, envVariables }) => [name, envVariables])),
  };
}

/** What the deployment itself needs; the functions' own variables are judged by their own code. */
function missingNames(env) {
  const { functionDefaultConfig, ...rest } = readTemplate();
  const { envVariables, ...settings } = functionDefaultConfig;
  const asked = namesIn([rest, settings, envVariables.YIBAO_PUBLIC_URL]);
  return asked.filter((name) => !env[name]);
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {(env: Record<string, string>) => string | null} configurationProblem the functions' own
 * @returns {string[]} what keeps this configuration from being deployed; names, never values
 */
export function problemsOf(env, configurationProblem) {
  const missing = missingNames(env);
  const problems = Object.values(renderConfig(env).settings)
    .map((settings) => configurationProblem(settings))
    .filter((problem) => problem !== null);
  const told = [...new Set(problems)].flatMap((problem) => problem.split('; '));
  return [...missing.map((name) => `${name} is not set`), ...told];
}
