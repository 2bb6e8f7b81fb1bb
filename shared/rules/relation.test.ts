import {
  closeRelatives,
  inverseRelation,
  isCloseRelative,
  type Relation,
  relationLabel,
  relationPlausible,
  relations,
} from './relation';

const self = { birthDate: '1990-03-07', sex: 'female' } as const;
const man = (birthDate: string) => ({ birthDate, sex: 'male' as const });
const woman = (birthDate: string) => ({ birthDate, sex: 'female' as const });

test('every relation has its own Chinese name', () => {
  const labels = relations.map(relationLabel);
  expect(new Set(labels).size).toBe(relations.length);
  for (const label of labels) expect(label).toMatch(/^[\u4e00-\u9fff]+$/);
});

test.each([
  ['spouse', man('1960-01-01')],
  ['spouse', man('1999-01-01')],
  ['father', man('1978-03-07')],
  ['mother', woman('1978-03-07')],
  ['son', man('2002-03-07')],
  ['daughter', woman('2025-10-01')],
  ['brother', man('1970-01-01')],
  ['brother', man('2015-01-01')],
  ['sister', woman('1990-03-07')],
  ['paternalGrandfather', man('1966-03-07')],
  ['paternalGrandmother', woman('1943-05-01')],
  ['maternalGrandfather', man('1940-05-01')],
  ['maternalGrandmother', woman('1940-05-01')],
  ['grandson', man('2014-03-07')],
  ['granddaughter', woman('2020-01-01')],
  ['husbandsFather', man('1978-03-07')],
  ['husbandsMother', woman('1960-01-01')],
  ['wifesFather', man('1960-01-01')],
  ['wifesMother', woman('1978-03-07')],
] as const)('%s born %j can be', (relation, other) => {
  expect(relationPlausible(relation, self, other)).toEqual({ ok: true });
});

test.each([
  ['mother', man('1960-01-01'), 'sex', /“母亲”.*性别是男/],
  ['father', woman('1960-01-01'), 'sex', /“父亲”.*性别是女/],
  ['sister', man('1990-01-01'), 'sex', /姐妹/],
  ['maternalGrandmother', man('1940-01-01'), 'sex', /外婆/],
  ['granddaughter', man('2020-01-01'), 'sex', /孙女/],
  ['husbandsMother', man('1960-01-01'), 'sex', /婆婆/],
  ['wifesFather', woman('1960-01-01'), 'sex', /岳父/],
  ['husbandsFather', man('1978-03-08'), 'age', /至少大 12 岁/],
  ['wifesMother', woman('1985-01-01'), 'age', /至少大 12 岁/],
  ['mother', woman('1978-03-08'), 'age', /至少大 12 岁/],
  ['mother', woman('2010-01-01'), 'age', /至少大 12 岁/],
  ['daughter', woman('2002-03-06'), 'age', /至少小 12 岁/],
  ['son', man('1960-01-01'), 'age', /至少小 12 岁/],
  ['paternalGrandfather', man('1966-03-08'), 'age', /至少大 24 岁/],
  ['grandson', man('2014-03-06'), 'age', /至少小 24 岁/],
] as [Relation, ReturnType<typeof man> | ReturnType<typeof woman>, string, RegExp][])(
  '%s %j cannot be: %s',
  (relation, other, reason, message) => {
    const check = relationPlausible(relation, self, other);
    expect(check).toMatchObject({ ok: false, reason });
    if (!check.ok) expect(check.message).toMatch(message);
  },
);

test.each([
  ['mother', 'female', 'daughter'],
  ['mother', 'male', 'son'],
  ['daughter', 'male', 'father'],
  ['spouse', 'female', 'spouse'],
  ['brother', 'female', 'sister'],
  ['maternalGrandmother', 'male', 'grandson'],
  ['grandson', 'female', null],
  ['husbandsMother', 'female', null],
  ['wifesFather', 'male', null],
] as const)('whose %s it is, being %s, is the %s', (relation, sex, inverse) => {
  expect(inverseRelation(relation, sex)).toBe(inverse);
});

test('the spouse’s parents are family, and no close relatives by law', () => {
  expect(relations.filter((relation) => !isCloseRelative(relation)).map(relationLabel)).toEqual([
    '公公',
    '婆婆',
    '岳父',
    '岳母',
  ]);
  expect(closeRelatives).toHaveLength(13);
});
