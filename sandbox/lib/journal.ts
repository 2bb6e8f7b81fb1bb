import fs from 'node:fs';
import path from 'node:path';
import { type DurableMap, type Journal } from './host';

/** A journal file that cannot be read back: says which file and line, never the content. */
export class JournalError extends Error {
  override name = 'JournalError';
}

type Entry = { key: string; value: unknown } | { key: string; deleted: true };

function isEntry(parsed: unknown): parsed is Entry {
  return (
    typeof parsed === 'object' &&
    parsed !== null &&
    'key' in parsed &&
    typeof parsed.key === 'string' &&
    ('value' in parsed || 'deleted' in parsed)
  );
}

function parseLine(line: string): Entry | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return isEntry(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Stored values are shared with every reader, so nobody may change them in place. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/**
 * Replays a journal text into a map. A last line without its newline was torn by a kill in the
 * middle of a write: it was never acknowledged and is dropped.
 */
function replay(text: string, file: string): { map: Map<string, unknown>; entries: number } {
  const map = new Map<string, unknown>();
  const lines = text.split('\n');
  lines.pop();
  for (const [index, line] of lines.entries()) {
    const entry = parseLine(line);
    if (!entry) throw new JournalError(`${path.basename(file)}: line ${index + 1} is damaged`);
    if ('deleted' in entry) map.delete(entry.key);
    else map.set(entry.key, freeze(entry.value));
  }
  return { map, entries: lines.length };
}

/** Rewrites the file to one line a key; the rename makes it the old file or the new, never half. */
function compact(file: string, map: Map<string, unknown>): void {
  const draft = `${file}.draft`;
  const text = [...map].map(([key, value]) => `${JSON.stringify({ key, value })}\n`).join('');
  const descriptor = fs.openSync(draft, 'w', 0o600);
  try {
    fs.writeFileSync(descriptor, text);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(draft, file);
}

function load(file: string): Map<string, unknown> {
  if (!fs.existsSync(file)) return new Map();
  const text = fs.readFileSync(file, 'utf8');
  const { map, entries } = replay(text, file);
  if (entries !== map.size || !text.endsWith('\n')) compact(file, map);
  return map;
}

/** One store: a map in memory whose every change is appended before the call returns. */
class StoredMap<T> implements DurableMap<T> {
  constructor(
    private readonly map: Map<string, T>,
    private readonly append: (line: string) => void,
  ) {}

  get size(): number {
    return this.map.size;
  }

  get(key: string): T | undefined {
    return this.map.get(key);
  }

  has(key: string): boolean {
    return this.map.has(key);
  }

  set(key: string, value: T): void {
    const line = JSON.stringify({ key, value });
    const entry = parseLine(line);
    if (!entry || !('value' in entry)) throw new TypeError('a stored value must be plain JSON');
    this.append(`${line}\n`);
    // What is kept is what a replay would read back, not the caller's own object.
    this.map.set(key, freeze(entry.value) as T);
  }

  delete(key: string): boolean {
    if (!this.map.has(key)) return false;
    this.append(`${JSON.stringify({ key, deleted: true })}\n`);
    return this.map.delete(key);
  }

  values(): T[] {
    return [...this.map.values()];
  }

  entries(): [string, T][] {
    return [...this.map];
  }
}

/**
 * Opens the journal: one append-only JSONL file a store under `dataDir`, compacted when opened.
 * A write is in the page cache when the call returns, so `kill -9` loses nothing acknowledged.
 *
 * @param dataDir folder (made when missing), or null to keep everything in memory
 * @throws JournalError from `store()` when a complete line cannot be read back
 */
export function openJournal(dataDir: string | null): Journal {
  const stores = new Map<string, DurableMap<unknown>>();
  const descriptors: number[] = [];
  if (dataDir !== null) fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });

  const open = (name: string): DurableMap<unknown> => {
    if (dataDir === null) return new StoredMap(new Map(), () => undefined);
    const file = path.join(dataDir, `${name}.jsonl`);
    const map = load(file);
    const descriptor = fs.openSync(file, 'a', 0o600);
    descriptors.push(descriptor);
    return new StoredMap(map, (line) => fs.appendFileSync(descriptor, line));
  };

  return {
    store<T>(name: string): DurableMap<T> {
      if (!/^[a-z0-9-]{1,40}$/.test(name)) throw new TypeError(`bad store name: ${name}`);
      const known = stores.get(name) ?? open(name);
      stores.set(name, known);
      // One owner a name (see Journal.store): what is read back is what that owner wrote.
      return known as DurableMap<T>;
    },
    close() {
      for (const descriptor of descriptors.splice(0)) fs.closeSync(descriptor);
    },
  };
}
