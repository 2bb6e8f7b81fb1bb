import { isRecord, readStored, writeStored } from './storage';

/**
 * One identifier per intention. The same action with the same input keeps its identifier until the
 * server has answered it, so a double tap, a lost reply or a restart of the app repeats the request
 * instead of making a second one.
 */
const KEY = 'open-requests';
/** The server forgets identifiers too; an intention this old is a new one. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const MAX_KEPT = 20;

interface OpenRequest {
  requestId: string;
  since: number;
}

const inMemory = new Map<string, OpenRequest>();

/** Fields that hold what a person typed or photographed, wherever in an input they stand. */
const PRIVATE_FIELDS = [
  'documentNumber',
  'certificateNumber',
  'contentBase64',
  'values',
  'text',
  'words',
] as const;

/** What a person typed stays in memory: a document number is never written to the device. */
function mayBeStored(input: object): boolean {
  return !PRIVATE_FIELDS.some((field) => field in input);
}

function readOpen(now: number): Record<string, OpenRequest> {
  const stored = readStored(KEY);
  if (!isRecord(stored)) return {};
  const open: Record<string, OpenRequest> = {};
  for (const [intention, entry] of Object.entries(stored).slice(-MAX_KEPT)) {
    if (!isRecord(entry)) continue;
    const { requestId, since } = entry;
    if (typeof requestId !== 'string' || typeof since !== 'number') continue;
    if (now - since < KEPT_MS) open[intention] = { requestId, since };
  }
  return open;
}

const ID_LENGTH = 32;

/** 32 hexadecimal digits: the moment, then chance, so that two intentions never meet. */
function newRequestId(now: number): string {
  let id = now.toString(16);
  while (id.length < ID_LENGTH) id += Math.floor(Math.random() * 16).toString(16);
  return id;
}

/** Names an intention: the action and exactly what was asked. */
export function intentionOf(name: string, input: object): string {
  return JSON.stringify([name, input]);
}

/** The identifier of this intention, the one it already has while it is not answered. */
export function requestIdFor(name: string, input: object, now: number): string {
  const intention = intentionOf(name, input);
  const known = inMemory.get(intention) ?? readOpen(now)[intention];
  const open =
    known && now - known.since < KEPT_MS ? known : { requestId: newRequestId(now), since: now };
  inMemory.set(intention, open);
  if (mayBeStored(input)) writeStored(KEY, { ...readOpen(now), [intention]: open });
  return open.requestId;
}

/** The intention was answered for good: the next time it is a new one. */
export function settleRequest(name: string, input: object, now: number): void {
  const intention = intentionOf(name, input);
  inMemory.delete(intention);
  const open = readOpen(now);
  if (!(intention in open)) return;
  writeStored(
    KEY,
    Object.fromEntries(Object.entries(open).filter(([other]) => other !== intention)),
  );
}
