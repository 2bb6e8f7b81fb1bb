import { isOwnUrl, withPageQuery, withQuery } from './return-url';
import { createTestHost } from './test-support';

const own = 'http://127.0.0.1:8080';

describe('isOwnUrl', () => {
  const host = createTestHost();
  test.each([
    [`${own}/`, true],
    [`${own}/#/pages/order/index?id=1`, true],
    ['http://127.0.0.1:8081/', false],
    ['https://127.0.0.1:8080/', false],
    ['http://127.0.0.1:8080@evil.example/', false],
    ['//127.0.0.1:8080/', false],
    ['/pages', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('%s is own: %s', (url, expected) => {
    expect(isOwnUrl(host, url)).toBe(expected);
  });
});

test.each([
  ['/', '/?pay=ok'],
  ['/?a=1', '/?a=1&pay=ok'],
  ['/#/pages/order/index', '/#/pages/order/index?pay=ok'],
  ['/#/pages/order/index?id=1', '/#/pages/order/index?id=1&pay=ok'],
  ['/?x=1#/pages/order/index?id=1', '/?x=1#/pages/order/index?id=1&pay=ok'],
  ['/#/a?b=%20%E4%B8%AD', '/#/a?b=%20%E4%B8%AD&pay=ok'],
  ['/#/a?name=王兰', '/#/a?name=%E7%8E%8B%E5%85%B0&pay=ok'],
])('withPageQuery keeps %s and appends where the page reads', (given, expected) => {
  expect(withPageQuery(own + given, { pay: 'ok' })).toBe(own + expected);
});

test('withQuery stays before the fragment, as OAuth does', () => {
  expect(withQuery(`${own}/cb?a=1#/x`, { code: 'c', state: 's t' })).toBe(
    `${own}/cb?a=1&code=c&state=s+t#/x`,
  );
});
