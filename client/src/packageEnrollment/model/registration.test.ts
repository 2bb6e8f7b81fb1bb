import {
  allDone,
  anyFailed,
  beginProgress,
  type Enrollment,
  payableIds,
  type Progress,
  registerOneByOne,
} from './registration';

function enrolled(personId: string, status: Enrollment['status'] = 'registered'): Enrollment {
  return {
    enrollmentId: `e-${personId}`,
    person: {
      personId,
      name: '张三',
      nameMasked: '张*',
      documentType: 'residentId',
      documentMasked: '340621********0025',
    },
    coverageYear: 2026,
    status,
    sentence: '在徐州市还有医保',
    advice: [],
    fee: { standardFen: 40000, subsidyFen: 0, payableFen: 40000, subsidyReason: null },
    waiting: { months: 0, until: null, reason: '' },
    cover: null,
    elsewhere: null,
    orderId: null,
    heldByOther: false,
    mayTakeOver: false,
    mayCancel: false,
    timeline: [],
    rules: [],
  };
}
const fresh = (...ids: string[]) =>
  beginProgress(ids.map((personId) => ({ personId, enrollmentId: null })));
const text = () => '暂时连不上';

describe('registering a family', () => {
  test('goes one by one and tells each step', async () => {
    const states: string[] = [];
    const result = await registerOneByOne(
      fresh('a', 'b'),
      (id) => Promise.resolve(enrolled(id)),
      text,
      (progress) => states.push(progress.map(({ state }) => state).join(' ')),
    );
    expect(states).toEqual([
      'waiting waiting',
      'running waiting',
      'done waiting',
      'done running',
      'done done',
    ]);
    expect(allDone(result)).toBe(true);
    expect(payableIds(result)).toEqual(['e-a', 'e-b']);
  });

  test('a failure of one does not lose the others', async () => {
    const result = await registerOneByOne(
      fresh('a', 'b', 'c'),
      (id) => (id === 'b' ? Promise.reject(new Error('down')) : Promise.resolve(enrolled(id))),
      text,
      () => undefined,
    );
    expect(result.map(({ state }) => state)).toEqual(['done', 'failed', 'done']);
    expect(result[1]?.message).toBe('暂时连不上');
    expect(payableIds(result)).toEqual(['e-a', 'e-c']);
    expect(allDone(result)).toBe(false);
    expect(anyFailed(result)).toBe(true);
  });

  test('whoever is registered already is not asked for again', async () => {
    const asked: string[] = [];
    const result = await registerOneByOne(
      [...beginProgress([{ personId: 'a', enrollmentId: 'e-a' }]), ...fresh('b')],
      (id) => {
        asked.push(id);
        return Promise.resolve(enrolled(id));
      },
      text,
      () => undefined,
    );
    expect(asked).toEqual(['b']);
    expect(payableIds(result)).toEqual(['e-a', 'e-b']);
  });

  test('a registration that meets another city is kept, but not paid for', async () => {
    const result = await registerOneByOne(
      fresh('a'),
      (id) => Promise.resolve(enrolled(id, 'conflict_elsewhere')),
      text,
      () => undefined,
    );
    expect(result).toEqual<Progress[]>([
      { personId: 'a', state: 'problem', enrollmentId: 'e-a', message: '在徐州市还有医保' },
    ]);
    expect(payableIds(result)).toEqual([]);
    expect(anyFailed(result)).toBe(false);
  });

  test('a second run tries the failed ones and leaves the rest as they are', async () => {
    const asked: string[] = [];
    const before: Progress[] = [
      { personId: 'a', state: 'done', enrollmentId: 'e-a', message: '' },
      { personId: 'b', state: 'failed', enrollmentId: null, message: '暂时连不上' },
      { personId: 'c', state: 'problem', enrollmentId: 'e-c', message: '在徐州市还有医保' },
    ];
    const after = await registerOneByOne(
      before,
      (id) => {
        asked.push(id);
        return Promise.resolve(enrolled(id));
      },
      text,
      () => undefined,
    );
    expect(asked).toEqual(['b']);
    expect(after.map(({ state }) => state)).toEqual(['done', 'done', 'problem']);
  });

  test('nobody is not everybody', () => {
    expect(allDone([])).toBe(false);
  });
});
