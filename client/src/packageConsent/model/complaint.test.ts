import { complaintError, complaintWords, MAX_COMPLAINT } from './complaint';

test('a cause alone is a complaint; what was added follows it', () => {
  expect(complaintError('often', '')).toBeUndefined();
  expect(complaintWords('often', ' ')).toBe('看得太多、太频繁');
  expect(complaintWords('often', ' 一天三次 ')).toBe('看得太多、太频繁。一天三次');
});

test('something else needs words of its own', () => {
  expect(complaintError('other', ' ')).toBe('请写一写哪里不对');
  expect(complaintError('other', '打电话催我买保险')).toBeUndefined();
  expect(complaintWords('other', '打电话催我买保险')).toBe('打电话催我买保险');
  expect(complaintError(undefined, '有话')).toBe('请选一样');
  expect(complaintError('invented', '有话')).toBe('请选一样');
});

test('it never grows beyond what the wire takes', () => {
  expect(complaintWords('unknown', '长'.repeat(MAX_COMPLAINT)).length).toBeLessThanOrEqual(300);
});
