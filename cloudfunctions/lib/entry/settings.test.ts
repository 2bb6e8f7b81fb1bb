import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../config';
import { readSettings } from './settings';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yibao-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (text: string) => writeFileSync(join(folder, 'settings.json'), text);

test('without a file the environment is all there is', () => {
  expect(readSettings(folder, { A: '1' })).toEqual({ A: '1' });
});

test('the environment comes before the file', () => {
  write('{"A":"file","B":"file"}');
  expect(readSettings(folder, { A: 'environment' })).toEqual({ A: 'environment', B: 'file' });
});

test.each(['{"A":1}', '[]', '{"A":"secret"', ''])('%j is refused without being told', (text) => {
  write(text);
  expect(() => readSettings(folder, {})).toThrow(ConfigError);
  expect(() => readSettings(folder, {})).not.toThrow(/secret/);
});
