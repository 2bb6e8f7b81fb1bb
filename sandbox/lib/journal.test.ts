import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JournalError, openJournal } from './journal';

let dataDir: string;
beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'yibao-journal-'));
});
afterEach(() => fs.rmSync(dataDir, { recursive: true }));

const file = () => path.join(dataDir, 'things.jsonl');
const lines = () => fs.readFileSync(file(), 'utf8').split('\n').slice(0, -1);
const reopened = () => openJournal(dataDir).store<{ n: number }>('things').entries();

test('what was set and deleted is there again, without a goodbye', () => {
  const store = openJournal(dataDir).store<{ n: number }>('things');
  store.set('a', { n: 1 });
  store.set('b', { n: 2 });
  store.set('a', { n: 3 });
  expect(store.delete('b')).toBe(true);
  expect(store.delete('b')).toBe(false);
  expect(reopened()).toEqual([['a', { n: 3 }]]);
});

test.each(['{"key":"b","val', '{"key":"b","value":{"n":2}}', '\u0000', '{'])(
  'a torn last line %j is dropped, and what follows is not glued to it',
  (torn) => {
    openJournal(dataDir).store('things').set('a', { n: 1 });
    fs.appendFileSync(file(), torn);
    const store = openJournal(dataDir).store<{ n: number }>('things');
    expect(store.entries()).toEqual([['a', { n: 1 }]]);
    store.set('c', { n: 3 });
    expect(reopened()).toEqual([
      ['a', { n: 1 }],
      ['c', { n: 3 }],
    ]);
  },
);

test('a file torn at every possible byte keeps exactly its complete lines', () => {
  const store = openJournal(dataDir).store('things');
  for (const n of [1, 2, 3]) store.set(`key${n}`, { n });
  const whole = fs.readFileSync(file());
  for (let length = 0; length <= whole.length; length++) {
    const head = whole.subarray(0, length);
    fs.writeFileSync(file(), head);
    const complete = head.toString('latin1').split('\n').length - 1;
    expect(reopened()).toHaveLength(complete);
  }
});

test('a damaged complete line stops the start and names file and line', () => {
  fs.writeFileSync(file(), '{"key":"a","value":1}\nnonsense 340603\n{"key":"b","value":2}\n');
  const open = () => openJournal(dataDir).store('things');
  expect(open).toThrow(JournalError);
  expect(open).toThrow('things.jsonl: line 2 is damaged');
  expect(open).not.toThrow(/340603/);
});

test('is compacted when opened: one line a key', () => {
  const store = openJournal(dataDir).store('things');
  for (let n = 0; n < 50; n++) store.set('a', { n });
  expect(lines()).toHaveLength(50);
  expect(reopened()).toEqual([['a', { n: 49 }]]);
  expect(lines()).toHaveLength(1);
});

test('a kept value does not change with the object it came from, nor in place', () => {
  const store = openJournal(null).store<{ list: number[] }>('things');
  const value = { list: [1] };
  store.set('a', value);
  value.list.push(2);
  expect(store.get('a')).toEqual({ list: [1] });
  expect(() => store.get('a')!.list.push(3)).toThrow(TypeError);
});

test('refuses what is no JSON and names that could leave the folder', () => {
  const journal = openJournal(dataDir);
  expect(() => journal.store('things').set('a', undefined)).toThrow('plain JSON');
  expect(() => journal.store('../things')).toThrow('bad store name');
});

test('the same name is the same store', () => {
  const journal = openJournal(null);
  journal.store('things').set('a', 1);
  expect(journal.store('things').get('a')).toBe(1);
});
