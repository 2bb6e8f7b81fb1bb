import { inTurn } from './in-turn';

/** A call that ends when told to, and how many of its kind are under way. */
function calls(system: string) {
  const ends: (() => void)[] = [];
  let underWay = 0;
  let most = 0;
  const one = () =>
    inTurn(system, async () => {
      most = Math.max(most, ++underWay);
      await new Promise<void>((resolve) => ends.push(resolve));
      underWay--;
      return 'answered';
    });
  return { one, most: () => most, endOne: () => ends.shift()?.() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('16 calls to one system at once, the others when it is their turn; all are answered', async () => {
  const { one, most, endOne } = calls('test-many');
  const all = Array.from({ length: 200 }, one);
  let done = 0;
  for (const call of all) void call.then(() => done++);
  while (done < all.length) {
    endOne();
    await settled();
  }
  expect(most()).toBe(16);
  expect(new Set(await Promise.all(all))).toEqual(new Set(['answered']));
});

test('one system that hangs keeps nobody from another; who waits too long is told so', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  try {
    const hanging = calls('test-hanging');
    const first = Array.from({ length: 16 }, hanging.one);
    const late = hanging.one();
    const refused = expect(late).rejects.toMatchObject({
      code: 'upstream_unavailable',
      reason: 'too many calls at once',
    });
    await expect(inTurn('test-other', () => Promise.resolve(1))).resolves.toBe(1);
    await jest.advanceTimersByTimeAsync(10_001);
    await refused;
    for (let n = 0; n < first.length; n++) hanging.endOne();
    await Promise.all(first);
    await expect(inTurn('test-hanging', () => Promise.resolve(2))).resolves.toBe(2);
  } finally {
    jest.useRealTimers();
  }
});

test('a call that fails gives its turn back', async () => {
  for (let n = 0; n < 100; n++) {
    await expect(inTurn('test-failing', () => Promise.reject(new TypeError('no')))).rejects.toThrow(
      TypeError,
    );
  }
});
