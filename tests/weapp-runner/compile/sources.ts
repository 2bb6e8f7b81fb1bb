import fs from 'node:fs';
import path from 'node:path';

/** Text of every source by its path below dist without the extension; scripts keep theirs. */
export interface Sources {
  wxml: Record<string, string>;
  wxs: Record<string, string>;
  wxss: Record<string, string>;
  json: Record<string, unknown>;
  js: Record<string, string>;
  /** Paths of everything else: images, fonts. */
  assets: string[];
}

const IGNORED = /\.(txt|map)$|^project\./;

/** @param dist folder of a compiled mini-program */
export function readSources(dist: string): Sources {
  const sources: Sources = { wxml: {}, wxs: {}, wxss: {}, json: {}, js: {}, assets: [] };
  const files = fs.readdirSync(dist, { recursive: true, withFileTypes: true });
  for (const entry of files.filter((candidate) => candidate.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    addSource(sources, path.relative(dist, file).split(path.sep).join('/'), file);
  }
  return sources;
}

function addSource(sources: Sources, name: string, file: string): void {
  const extension = path.extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const text = () => fs.readFileSync(file, 'utf8');
  const readers: Record<string, () => void> = {
    '.wxml': () => void (sources.wxml[stem] = text()),
    '.wxs': () => void (sources.wxs[stem] = text()),
    '.wxss': () => void (sources.wxss[stem] = text()),
    '.json': () => void (sources.json[stem] = JSON.parse(text())),
    '.js': () => void (sources.js[name] = text()),
  };
  if (IGNORED.test(name)) return;
  const read = readers[extension];
  if (read) read();
  else sources.assets.push(name);
}
