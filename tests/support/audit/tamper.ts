/** What somebody could do to a stored audit: each as an edit of rows and files, with what it touches. */
import { entryHash, noHash, sealOf } from '@yibao/cloudfunctions/lib/audit/chain';
import { type FieldCipher } from '@yibao/cloudfunctions/lib/crypto/field-cipher';
import { type SeededRandom } from '@yibao/sandbox/city/random';
import { seededUuid } from '../reconcile/drafts';
import { type AuditCopy, type Entry, type Head, type Mark } from './copy';

/** Rows of one chain, its head, one mark and one file, as they are to be afterwards. */
export interface Tampering {
  what: string;
  chain: string | null;
  /** The first entry that is not as it was; null when only the chain can be told. */
  seq: number | null;
  checkpoint: number | null;
  entries?: Entry[];
  head?: Head | null;
  mark?: Mark;
  file?: { number: number; text: string | null };
}

export interface TamperContext {
  copy: AuditCopy;
  random: SeededRandom;
  /** Of somebody who holds the index key as well. */
  cipher: FieldCipher;
}

const hex = '0123456789abcdef';

/** Another character of the same kind at this place. */
function flip(text: string, at: number, random: SeededRandom): string {
  const old = text[at] ?? '';
  const kinds = [hex.slice(1, 10), 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const kind = kinds.find((each) => each.includes(old)) ?? '123456789';
  const others = Array.from(kind).filter((each) => each !== old);
  return (
    text.slice(0, at) + (others[random.between(0, others.length - 1)] ?? '') + text.slice(at + 1)
  );
}

const flipSomewhere = (text: string, random: SeededRandom): string =>
  flip(text, random.between(0, text.length - 1), random);

function flipHex(text: string, random: SeededRandom): string {
  const digits = Array.from(text).flatMap((each, at) => (hex.includes(each) ? [at] : []));
  const at = digits[random.between(0, digits.length - 1)] ?? 0;
  const others = Array.from(hex).filter((each) => each !== text[at]);
  // the version and variant of a UUID are of no interest to PostgreSQL
  return text.slice(0, at) + (others[random.between(0, 14)] ?? '') + text.slice(at + 1);
}

/** A byte of the details that leaves JSON behind. */
function flipDetails(text: string, random: SeededRandom): string {
  const places = [...text.matchAll(/[0-9](?=[0-9,}])|(?<=")[a-zA-Z]/g)].map(({ index }) => index);
  return flip(text, places[random.between(0, places.length - 1)] ?? 1, random);
}

/** One byte of one column. */
const columns: Record<string, (entry: Entry, random: SeededRandom) => Partial<Entry>> = {
  chain: ({ chain }, random) => ({ chain: flipSomewhere(chain, random) }),
  seq: ({ seq }, random) => ({ seq: seq + 2 ** random.between(0, 12) }),
  id: ({ id }, random) => ({ id: id + 1_000_000 * 2 ** random.between(0, 8) }),
  at: ({ at }, random) => ({ at: at + 10 ** random.between(-3, 6) }),
  traceId: ({ traceId }, random) => ({ traceId: flipSomewhere(traceId, random) }),
  actorKind: ({ actorKind }, random) => ({ actorKind: flipSomewhere(actorKind, random) }),
  actorAccountId: ({ actorAccountId: id }, random) => ({
    actorAccountId: id === null ? seededUuid(random) : flipHex(id, random),
  }),
  subjectPersonId: ({ subjectPersonId: id }, random) => ({
    subjectPersonId: id === null ? seededUuid(random) : flipHex(id, random),
  }),
  action: ({ action }, random) => ({ action: flipSomewhere(action, random) }),
  details: ({ details }, random) => ({ details: flipDetails(details, random) }),
  space: ({ details }) => ({ details: details.replace(':', ': ') }),
  prevHash: ({ prevHash }, random) => ({ prevHash: flipHex(prevHash, random) }),
  hash: ({ hash }, random) => ({ hash: flipHex(hash, random) }),
};

interface Victim {
  chain: string;
  entries: Entry[];
  head: Head;
}

/** @param isCovered by some checkpoint: what none has seen is found through its sealed head alone */
function victim({ copy, random }: TamperContext, atLeast: number, isCovered = false): Victim {
  const chains = [...copy.entries].filter(
    ([chain, rows]) =>
      rows.length >= atLeast && (!isCovered || (copy.heads.get(chain)?.checkpointedSeq ?? 0) > 0),
  );
  const [chain, entries] = chains[random.between(0, chains.length - 1)] ?? [];
  const head = chain === undefined ? undefined : copy.heads.get(chain);
  if (chain === undefined || !entries || !head) throw new Error('no such chain');
  return { chain, entries, head };
}

const ofChain = (what: string, chain: string, seq: number | null) => ({
  what,
  chain,
  seq,
  checkpoint: null,
});

function changeByte(context: TamperContext): Tampering {
  const { random } = context;
  const { chain, entries } = victim(context, 1);
  const names = Object.keys(columns);
  const name = names[random.between(0, names.length - 1)] ?? 'hash';
  const at = random.between(0, entries.length - 1);
  const changed = entries.map((entry, index) =>
    index === at ? { ...entry, ...columns[name]?.(entry, random) } : entry,
  );
  return { ...ofChain(`a byte of ${name}`, chain, at + 1), entries: changed };
}

function remove(context: TamperContext): Tampering {
  const { chain, entries } = victim(context, 2);
  const at = context.random.between(0, entries.length - 1);
  const left = entries.filter((_, index) => index !== at);
  return { ...ofChain('an entry removed', chain, at + 1), entries: left };
}

/** The following ones move up, so that no place is empty. */
function removeAndRenumber(context: TamperContext): Tampering {
  const { chain, entries } = victim(context, 3);
  const at = context.random.between(0, entries.length - 2);
  const left = entries.flatMap((entry, index) => {
    if (index === at) return [];
    return [index < at ? entry : { ...entry, seq: entry.seq - 1 }];
  });
  return { ...ofChain('an entry removed, the rest moved up', chain, at + 1), entries: left };
}

function swap(context: TamperContext): Tampering {
  const { random } = context;
  const { chain, entries } = victim(context, 2);
  const a = random.between(0, entries.length - 2);
  const b = random.between(a + 1, entries.length - 1);
  const wholly = random.between(0, 1) === 0;
  const [first, second] = [entries[a], entries[b]];
  if (!first || !second) throw new Error('no such entries');
  const places = ({ seq, prevHash, hash }: Entry) => (wholly ? { seq } : { seq, prevHash, hash });
  const swapped = entries.map((entry, index) => {
    if (index === a) return { ...second, ...places(first) };
    return index === b ? { ...first, ...places(second) } : entry;
  });
  return { ...ofChain('two entries swapped', chain, a + 1), entries: swapped };
}

function truncate(context: TamperContext): Tampering {
  const { random, cipher } = context;
  const { chain, entries, head } = victim(context, 3, true);
  const way = random.pick(['head left', 'head moved', 'head with its old seal', 'head forged']);
  // a seal that was good once is only found out by a checkpoint that knows better
  const most =
    way.includes('seal') || way.includes('forged') ? head.checkpointedSeq - 1 : entries.length - 1;
  if (most < 1) return truncate(context);
  const left = entries.slice(0, random.between(1, most));
  const last = left.at(-1);
  const what = `truncated, ${way}`;
  if (!last || way === 'head left')
    return { ...ofChain(what, chain, left.length + 1), entries: left };
  const moved = { ...head, seq: last.seq, hash: last.hash };
  const seal = way === 'head moved' ? head.seal : sealOf(cipher, moved);
  // without the key only the head can be told, with it the place
  const seq = way === 'head moved' ? null : left.length + 1;
  const marks =
    way === 'head forged'
      ? { checkpointedSeq: last.seq }
      : { checkpointedSeq: head.checkpointedSeq };
  return { ...ofChain(what, chain, seq), entries: left, head: { ...moved, seal, ...marks } };
}

const forged = (before: Entry | undefined, like: Entry, random: SeededRandom): Entry => {
  const entry = {
    ...like,
    id: like.id + 10_000_000,
    seq: (before?.seq ?? 0) + 1,
    prevHash: before?.hash ?? noHash,
    traceId: seededUuid(random),
  };
  return { ...entry, hash: entryHash(entry) };
};

function insert(context: TamperContext): Tampering {
  const { random, cipher } = context;
  const { chain, entries, head } = victim(context, 2);
  const way = random.pick([
    'beside another',
    'between, the rest moved on',
    'at the end',
    'with a head',
  ]);
  const at = random.between(1, entries.length - 1);
  const like = entries[at];
  if (!like) throw new Error('no such entry');
  const what = `an entry inserted ${way}`;
  if (way === 'beside another') {
    const added = forged(entries[at - 1], like, random);
    return { ...ofChain(what, chain, at + 1), entries: [...entries, added] };
  }
  if (way === 'between, the rest moved on') {
    const added = forged(entries[at - 1], like, random);
    const rest = entries.slice(at).map((entry) => ({ ...entry, seq: entry.seq + 1 }));
    return { ...ofChain(what, chain, at + 1), entries: [...entries.slice(0, at), added, ...rest] };
  }
  const added = forged(entries.at(-1), like, random);
  const all = [...entries, added];
  if (way === 'at the end') return { ...ofChain(what, chain, added.seq), entries: all };
  const moved = { ...head, seq: added.seq, hash: added.hash };
  const other = sealOf(cipher, { ...moved, seq: moved.seq + 1 });
  return { ...ofChain(what, chain, null), entries: all, head: { ...moved, seal: other } };
}

/** One entry changed, and every hash after it made anew; by somebody who can seal the head, too. */
function rewrite(context: TamperContext): Tampering {
  const { random, cipher } = context;
  const { chain, entries, head } = victim(context, 2, true);
  const isSealed = random.between(0, 1) === 0;
  // what no checkpoint has seen yet is the key holder's to write
  const most = isSealed ? head.checkpointedSeq : entries.length;
  const from = random.between(0, most - 1);
  let last: Entry | undefined = entries[from - 1];
  const rewritten = entries.map((entry, index) => {
    if (index < from) return entry;
    const changed = { ...entry, prevHash: last?.hash ?? noHash };
    if (index === from) changed.details = flipDetails(entry.details, random);
    last = { ...changed, hash: entryHash(changed) };
    return last;
  });
  const moved = { ...head, hash: last?.hash ?? '' };
  const seal = isSealed ? sealOf(cipher, moved) : head.seal;
  const what = `rewritten to the end, ${isSealed ? 'sealed' : 'not sealed'}`;
  return { ...ofChain(what, chain, null), entries: rewritten, head: { ...moved, seal } };
}

function wholeChain(context: TamperContext): Tampering {
  const { chain } = victim(context, 1, true);
  const isHeadGone = context.random.between(0, 1) === 0;
  const what = `a whole chain deleted, ${isHeadGone ? 'with' : 'without'} its head`;
  return { ...ofChain(what, chain, 1), entries: [], ...(isHeadGone ? { head: null } : {}) };
}

function changeHead(context: TamperContext): Tampering {
  const { random } = context;
  const { chain, head } = victim(context, 2, true);
  const ways: Record<string, Head | null> = {
    'place of the head': { ...head, seq: head.seq + random.between(1, 9) },
    'hash of the head': { ...head, hash: flipHex(head.hash, random) },
    'seal of the head': { ...head, seal: flipHex(head.seal, random) },
    'what a checkpoint covers, forward': { ...head, checkpointedSeq: head.checkpointedSeq + 1_000 },
    'what a checkpoint covers, back': { ...head, checkpointedSeq: head.checkpointedSeq - 1 },
    'which checkpoint': { ...head, checkpointNumber: (head.checkpointNumber ?? 0) + 1 },
    'the head, removed': null,
  };
  const names = Object.keys(ways);
  const name = names[random.between(0, names.length - 1)] ?? '';
  return { ...ofChain(name, chain, null), head: ways[name] ?? null };
}

function changeCheckpoint({ copy, random }: TamperContext): Tampering {
  const mark = copy.marks[random.between(0, copy.marks.length - 1)];
  const text = copy.files.get(mark?.number ?? 0);
  if (!mark || text === undefined) throw new Error('no such checkpoint');
  const { number } = mark;
  const touched = { chain: null, seq: null, checkpoint: number };
  const other = copy.files.get(number === 1 ? 2 : number - 1) ?? null;
  const at = random.between(0, text.length - 1);
  const byte = String.fromCharCode((text.codePointAt(at) ?? 0) ^ (1 << random.between(0, 6)));
  const changed = text.slice(0, at) + byte + text.slice(at + 1);
  return random.pick<[Tampering, ...Tampering[]]>([
    { ...touched, what: 'a byte of a checkpoint', file: { number, text: changed } },
    { ...touched, what: 'a byte of a checkpoint', file: { number, text: changed } },
    { ...touched, what: 'a checkpoint cut', file: { number, text: text.slice(0, at) } },
    { ...touched, what: 'a checkpoint removed', file: { number, text: null } },
    { ...touched, what: 'a checkpoint in place of another', file: { number, text: other } },
    {
      ...touched,
      what: 'what the database knows of one',
      mark: { number, hash: flipHex(mark.hash, random) },
    },
  ]);
}

const ways = [
  ...Array.from({ length: 8 }, () => changeByte),
  remove,
  remove,
  removeAndRenumber,
  swap,
  swap,
  truncate,
  truncate,
  truncate,
  insert,
  insert,
  rewrite,
  wholeChain,
  changeHead,
  changeCheckpoint,
  changeCheckpoint,
];

/** One of all that could be done, at a random place. */
export const tamperings = (context: TamperContext): Tampering =>
  (ways[context.random.between(0, ways.length - 1)] ?? changeByte)(context);
