import { parseMobileNumber } from './phone';

test.each([
  '13800000000',
  ' 138 0000 0000 ',
  '138-0000-0000',
  '+86 13800000000',
  '8613800000000',
  '008613800000000',
  '１３８００００００００',
])('%s is read', (raw) => {
  expect(parseMobileNumber(raw)).toEqual({ ok: true, value: '13800000000' });
});

test.each([
  ['', 'empty'],
  ['   ', 'empty'],
  ['1380000000', 'length'],
  ['138000000000', 'length'],
  ['9'.repeat(500), 'length'],
  ['1380000000a', 'characters'],
  ['12800000000', 'notMainland'],
  ['05613000000', 'notMainland'],
  ['+85261234567', 'notMainland'],
])('%s is refused: %s', (raw, reason) => {
  const parsed = parseMobileNumber(raw);
  expect(parsed).toMatchObject({ ok: false, reason });
  if (!parsed.ok) expect(parsed.message).toMatch(/例如 13800000000/);
});
