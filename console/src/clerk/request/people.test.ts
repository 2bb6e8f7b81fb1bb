import { readPeople } from './people';

const today = '2025-11-20';
// made up, with right check digits
const first = '340603202402290019';
const second = '810000198501150013';

const subjects = (text: string) => readPeople(text, today).map((line) => line.ok && line.subject);
const messages = (text: string) => readPeople(text, today).map((line) => !line.ok && line.message);

test.each([
  ['a space', `王小兰 ${first}`],
  ['a tab, as from a spreadsheet', `王小兰\t${first}`],
  ['a full-width comma and spaces around', ` 王小兰 ， ${first} `],
  ['a named type', `王小兰,${first},居民身份证`],
])('reads a line with %s', (_how, line) => {
  expect(subjects(line)).toEqual([
    { name: '王小兰', documentType: 'residentId', documentNumber: first },
  ]);
});

test('keeps a name of several words whole and knows a residence permit by its number', () => {
  expect(subjects(`Chan Tai Man ${second}`)).toEqual([
    { name: 'Chan Tai Man', documentType: 'hkMoTwResidence', documentNumber: second },
  ]);
});

test('says for each line what is wrong with it, by its own number, and passes over empty ones', () => {
  const lines = readPeople(`王小兰 ${first}\n\n李二\n赵三 340603202402290018`, today);
  expect(lines.map(({ lineNo, ok }) => [lineNo, ok])).toEqual([
    [1, true],
    [3, false],
    [4, false],
  ]);
});

test('refuses the same number twice and a type that does not exist', () => {
  expect(messages(`王小兰 ${first}\n王小兰 ${first}`)[1]).toContain('第 1 行');
  expect(messages(`王小兰,${first},护照`)[0]).toContain('证件类型只能是');
});

test('never repeats a number in what it says', () => {
  for (const message of messages('王小兰 340603199001010000\n李四 12345678')) {
    expect(message).not.toMatch(/340603199001010000|12345678/);
  }
});
