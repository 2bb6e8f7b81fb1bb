import { functionOf } from './cloud-function';

test.each([
  ['records.looks', 'records'],
  ['identity.me', 'identity'],
  ['audit.myChain', 'records'],
  ['constructor.x', 'constructor'],
  ['', ''],
])('%s is served by %s', (action, name) => {
  expect(functionOf(action)).toBe(name);
});
