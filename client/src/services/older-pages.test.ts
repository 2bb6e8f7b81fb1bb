import { mergePages } from './older-pages';

interface Line {
  id: string;
  status: string;
}
const line = (id: string, status = 'posted'): Line => ({ id, status });
const merge = (known: Line[], page: Line[]) => mergePages(known, page, ({ id }) => id);

test('pages come one below the other', () => {
  expect(merge([line('3'), line('2')], [line('1')])).toEqual([line('3'), line('2'), line('1')]);
});

test('what is on both pages stands once, in its latest form', () => {
  const list = merge([line('2', 'paid')], [line('2', 'posted'), line('1')]);
  expect(list).toEqual([line('2', 'posted'), line('1')]);
});

test('a line that two pages have is there once', () => {
  const merged = merge([line('a'), line('b')], [line('b'), line('c')]);
  expect(merged.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
