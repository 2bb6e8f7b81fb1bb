import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder } from '../support/paths';

/** The house rules that no linter knows; each names the files that break it. */
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: projectFolder,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(projectFolder, file)));

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');
const isSource = (file: string) => /\.(ts|tsx|mjs|cjs|js|scss|sql)$/.test(file);
const isTest = (file: string) => file.startsWith('tests/') || /\.test\.tsx?$/.test(file);
const sources = tracked.filter(isSource);

const breaking = (files: string[], breaks: (text: string, file: string) => boolean) =>
  files.filter((file) => breaks(read(file), file));

test('git knows the files of this house', () => {
  expect(sources.length).toBeGreaterThan(100);
});

test('file names are kebab-case', () => {
  const named = sources.filter((file) => !/^(?:[\w.@-]+\/)*[\w.-]+$/.test(file));
  const camel = sources.filter((file) => {
    const name = file.split('/').at(-1) ?? '';
    return /[A-Z]/.test(name) && !file.startsWith('client/src/components/');
  });
  expect([...named, ...camel]).toEqual([]);
});

test('no source file grows beyond 400 lines', () => {
  expect(breaking(sources, (text) => text.split('\n').length > 420)).toEqual([]);
});

test('no machine path, no registry host, no leftover', () => {
  const forbidden = [
    new RegExp(['(?<![\\w@.])/(wo', 'rk|ho', 'me|ro', 'ot)/\\w'].join('')),
    new RegExp(['registry\\.np', 'mjs|npmm', 'irror'].join('')),
    new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X:'].join('')),
    new RegExp(['eslint-dis', 'able(?!.*--)'].join('')),
  ];
  const texts = tracked.filter((file) =>
    /\.(ts|tsx|mjs|cjs|js|json|md|sql|scss|html|yml)$/.test(file),
  );
  const files = texts.filter(
    (file) => file !== 'package-lock.json' && !/^tests\/house\//.test(file),
  );
  expect(breaking(files, (text) => forbidden.some((pattern) => pattern.test(text)))).toEqual([]);
});

test('rules read no clock and roll no dice', () => {
  const rules = sources.filter((file) => file.startsWith('shared/rules/') && !isTest(file));
  const own = rules.filter((file) => !file.startsWith('shared/rules/testing/'));
  expect(own.length).toBeGreaterThan(15);
  const impure = /Date\.now\(|new Date\(\)|Math\.random|\bfetch\(|from 'node:|process\./;
  expect(breaking(own, (text) => impure.test(text))).toEqual([]);
});

test('no client bundles zod: contracts come in as types', () => {
  const client = sources.filter((file) => /^(client|console)\/src\//.test(file));
  const runtimeImport =
    /import (?!type\b)(?!\{\s*type\b[^}]*\}\s*from)[^;]*@yibao\/shared\/(contracts|policy|protocols)/;
  expect(breaking(client, (text) => runtimeImport.test(text))).toEqual([]);
});

test('functions never reach into the sandbox; only the local system does', () => {
  const functions = sources.filter(
    (file) =>
      file.startsWith('cloudfunctions/') &&
      !file.startsWith('cloudfunctions/local/') &&
      !isTest(file),
  );
  expect(breaking(functions, (text) => text.includes('@yibao/sandbox'))).toEqual([]);
});

test('no test is left out or alone', () => {
  const tests = tracked.filter((file) => /\.test\.tsx?$/.test(file));
  const marked = new RegExp(['\\b(it|test|describe)\\.(sk', 'ip|on', 'ly|to', 'do)\\b'].join(''));
  expect(breaking(tests, (text, file) => marked.test(text) && !file.includes('house/'))).toEqual(
    [],
  );
});

test('every command in package.json stands in the README, and the other way round', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const readme = read('README.md');
  const named = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name!);
  const forPeople = Object.keys(scripts).filter((name) => !['start', 'test'].includes(name));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(forPeople.filter((name) => !named.includes(name))).toEqual([]);
});

test('links between documents lead somewhere', () => {
  const documents = tracked.filter((file) => file.endsWith('.md'));
  const dead = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(projectFolder, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  expect(dead).toEqual([]);
});
