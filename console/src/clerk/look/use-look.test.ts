/** @jest-environment jsdom */
import { act, createElement, useEffect } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { call } from '../../services/call';
import { saveFile } from '../../services/download';
import type { ShownAnswer } from './look-state';
import { type Look, useLook } from './use-look';

jest.mock('../../services/call', () => ({ call: jest.fn() }));
jest.mock('../../services/download', () => ({ bytesOf: () => '', saveFile: jest.fn() }));

const shown = (lookId: string, settlementNo: string, nextCursor: string | null): ShownAnswer => ({
  decision: 'shown',
  watermark: { text: `${lookId} 的水印`, lookId, organisationName: '', clerkName: '', at: 0 },
  level: 3,
  fields: ['settlementNo'],
  person: {},
  cover: {},
  settlements: [{ settlementNo }],
  sums: null,
  nextCursor,
  isCutShort: false,
  looksLeft: 2,
  asOf: null,
});
const piece = (text: string, nextCursor: string | null) => ({
  decision: 'shown',
  fileName: 'q1.csv',
  text,
  nextCursor,
});
const printed = { decision: 'shown', fileName: 'q3.pdf', mediaType: 'application/pdf' };
const ask = { consentId: 'c1' } as Parameters<Look['open']>[0];

/** Does `work` and waits for everything that comes of it. */
const press = (work: () => void): Promise<void> =>
  act(() => {
    work();
    return Promise.resolve();
  });

interface Waiting {
  name: string;
  answer: (value: unknown) => Promise<void>;
  fail: (thrown: Error) => Promise<void>;
}
let waiting: Waiting[] = [];
let look: Look;
let root: Root;

/** The question of that name that was asked last. */
function asked(name: string): Waiting {
  const found = waiting.findLast((one) => one.name === name);
  if (!found) throw new Error(`${name} was not asked`);
  return found;
}

async function openLook(lookId: string, settlementNo: string): Promise<void> {
  await press(() => look.open(ask));
  await asked('partner.look').answer(shown(lookId, settlementNo, 'next'));
}

function Shows({ tell }: { tell: (now: Look) => void }): null {
  const now = useLook();
  useEffect(() => {
    tell(now);
  });
  return null;
}

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  waiting = [];
  jest.mocked(saveFile).mockReset();
  jest.mocked(call).mockImplementation(
    (name) =>
      new Promise((resolve, reject) => {
        waiting.push({
          name,
          answer: (value) => press(() => resolve(value as never)),
          fail: (thrown) => press(() => reject(thrown)),
        });
      }),
  );
  root = createRoot(document.createElement('div'));
  await press(() =>
    root.render(
      createElement(Shows, {
        tell: (now) => {
          look = now;
        },
      }),
    ),
  );
});

afterEach(() => press(() => root.unmount()));

test.each(['next', 'preview'] as const)(
  'an answer to %s of an ended look does not reach the look after it',
  async (what) => {
    await openLook('q1', 'A');
    await press(() => look[what]());
    const late = asked(`partner.${what}`);
    await press(() => look.clear());
    expect(look.busy).toBeNull();
    await openLook('q5', 'Z');
    await late.answer(shown('q2', 'B', null));
    expect(look.view).toMatchObject({
      at: 'list',
      lookId: 'q5',
      answer: { watermark: { lookId: 'q5' } },
      settlements: [{ settlementNo: 'Z' }],
    });
  },
);

test('a step that fails after its look ended leaves the look after it alone', async () => {
  await openLook('q1', 'A');
  await press(() => look.next());
  const late = asked('partner.next');
  await press(() => look.clear());
  await openLook('q5', 'Z');
  await press(() => look.preview());
  await late.fail(new Error('broken'));
  expect(look).toMatchObject({ view: { at: 'list', lookId: 'q5' }, busy: 'preview', error: null });
});

test.each([
  ['ended or left idle', () => press(() => look.clear())],
  ['left', () => press(() => root.unmount())],
])('an export under way stops when the look is %s', async (_how, end) => {
  await openLook('q1', 'A');
  await press(() => look.exportFile());
  await asked('partner.export').answer(piece('one', 'more'));
  expect(look.pieces).toBe(1);
  const last = asked('partner.export');
  const questions = waiting.length;
  await end();
  await last.answer(piece('two', null));
  expect(saveFile).not.toHaveBeenCalled();
  expect(waiting).toHaveLength(questions);
});

test('a stopped export asks for no further piece', async () => {
  await openLook('q1', 'A');
  await press(() => look.exportFile());
  const questions = waiting.length;
  await press(() => look.clear());
  await asked('partner.export').answer(piece('one', 'more'));
  expect(waiting).toHaveLength(questions);
});

test('an export that nobody ends is saved as one file', async () => {
  await openLook('q1', 'A');
  await press(() => look.exportFile());
  await asked('partner.export').answer(piece('one', 'more'));
  await asked('partner.export').answer(piece('two', null));
  expect(saveFile).toHaveBeenCalledWith('q1.csv', 'text/csv;charset=utf-8', 'onetwo');
  expect(look).toMatchObject({ view: { at: 'list', lookId: 'q1' }, busy: null });
});

test.each([true, false])('a print is saved unless its look ended: ended %s', async (isEnded) => {
  await openLook('q1', 'A');
  await press(() => look.preview());
  await asked('partner.preview').answer(shown('q3', 'A', null));
  await press(() => look.print());
  expect(call).toHaveBeenLastCalledWith('partner.print', { previewId: 'q3' });
  if (isEnded) await press(() => look.clear());
  await asked('partner.print').answer(printed);
  expect(saveFile).toHaveBeenCalledTimes(isEnded ? 0 : 1);
  expect(look.view).toMatchObject(
    isEnded ? { at: 'nothing' } : { at: 'preview', proof: { fileName: 'q3.pdf' } },
  );
});
