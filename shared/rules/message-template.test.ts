import {
  asThing,
  badTemplateField,
  groupOf,
  highlightKinds,
  type MessageContent,
  type MessageTopic,
  messageTopics,
  reminderGroups,
  shortNames,
  smsParameters,
  templateData,
} from './message-template';

const highlights = { amount: '800.00元', phrase: '登记通过', date: '2025-12-31' } as const;
const contentOf = (topic: MessageTopic): MessageContent => ({
  topic,
  person: '王*兰',
  highlight: highlights[highlightKinds[topic]],
  coverageYear: 2026,
  people: 2,
});
const around = { at: '2025-12-24 08:30', about: '12 月 31 日截止，家里 2 人没缴' };

test.each(messageTopics)(
  '%s: its template takes what is said, and so does its short message',
  (topic) => {
    const data = templateData(contentOf(topic), around);
    expect(Object.keys(data)).toEqual(['thing1', `${highlightKinds[topic]}2`, 'time3', 'thing4']);
    const parameters = smsParameters(contentOf(topic));
    expect(parameters.length).toBeGreaterThan(0);
    for (const text of parameters) expect(text.length).toBeLessThanOrEqual(6);
    // a lock screen shows it
    expect(parameters.join('')).not.toContain('王');
    expect(reminderGroups).toContain(groupOf[topic]);
  },
);

test('a city may call its fields otherwise', () => {
  const fields = { person: 'thing5', highlight: 'time1', at: 'date9', about: 'thing2' };
  const content = { ...contentOf('windowCloses'), highlight: '2025-12-31 00:00' };
  expect(templateData(content, { ...around, at: '2025-12-24' }, fields)).toEqual({
    thing5: '王*兰',
    time1: '2025-12-31 00:00',
    date9: '2025-12-24',
    thing2: around.about,
  });
});

test.each([
  ['thing1', '二'.repeat(20), null],
  ['thing1', '二'.repeat(21), 'thing1'],
  ['thing1', '', 'thing1'],
  ['thing1', '两\n行', 'thing1'],
  ['phrase2', '登记通过了', null],
  ['phrase2', '登记已经通过', 'phrase2'],
  ['phrase2', 'ok', 'phrase2'],
  ['amount2', '3200.00元', null],
  ['amount2', '¥3200', null],
  ['amount2', '四百元', 'amount2'],
  ['amount2', '1.234元', 'amount2'],
  ['number2', '12.5', null],
  ['number2', '十二', 'number2'],
  ['character_string3', 'YB-1', null],
  ['character_string3', '编号', 'character_string3'],
  ['date2', '2024-02-29', null],
  ['date2', '2025-02-29', 'date2'],
  ['date2', '2025 年', 'date2'],
  ['time3', '2025-12-24 08:30', null],
  ['time3', '2025-12-24', 'time3'],
  ['name1', '王兰', 'name1'],
  ['thing', '没有号', 'thing'],
])('%s = %j: %s', (name, value, bad) => {
  expect(badTemplateField({ [name]: value })).toBe(bad);
});

test('what does not fit is refused before it is sent, naming the field and not the value', () => {
  const content = { ...contentOf('windowCloses'), highlight: '下个月' };
  expect(() => templateData(content, around)).toThrow('windowCloses: date2 does not fit its kind');
});

test('a long text is cut to twenty characters, emoji counted as one', () => {
  expect(asThing('短')).toBe('短');
  expect(asThing(' 两 \n 行 ')).toBe('两 行');
  expect(asThing('12 月 31 日截止，家里 12 人没缴')).toBe('12月31日截止，家里12人没缴');
  expect(asThing('一'.repeat(21))).toBe(`${'一'.repeat(19)}…`);
  expect(Array.from(asThing('😀'.repeat(30)))).toHaveLength(20);
});

test('names: all of them, or the first and how many', () => {
  expect(shortNames(['王*兰', '李*'])).toBe('王*兰、李*');
  const many = shortNames(Array.from({ length: 8 }, () => '欧阳**'));
  expect(many).toBe('欧阳**等 8 人');
  expect(shortNames(['阿***·***'.repeat(4), '李*']).length).toBe(20);
});

test.each([
  ['payment', '800.00元', ['800']],
  ['payment', '3200.50元', ['3200.5']],
  ['refund', '¥95.55', ['95.55']],
  ['posted', '已到账', ['已到账']],
  ['windowCloses', '2025-12-31', ['2026', '2', '12月31日']],
  ['newbornCloses', '2026-02-09', ['2026', '2', '2月9日']],
  ['coverBegins', '2026-01-01', ['2026', '1月1日']],
] as const)('the short message of %s with %s has %j', (topic, highlight, expected) => {
  expect(smsParameters({ ...contentOf(topic), highlight })).toEqual(expected);
});

test('a parameter that is too long is no message', () => {
  const content = { ...contentOf('posted'), highlight: '一二三四五六七' };
  expect(() => smsParameters(content)).toThrow(RangeError);
});
