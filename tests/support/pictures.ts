import { deflateSync } from 'node:zlib';

/** 24 × 16 pixels of a coloured ramp: a whole baseline JPEG, every marker in its place. */
const ramp = Buffer.from(
  [
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRT',
    'c4UG1RV19iZ2hnPk1xeXBkeFxlZ2MBERISGBUYLxoaL2NCOEJjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj',
    'Y2NjY2NjY2NjY2NjY2NjY2NjY//AABEIABAAGAMBEQACEQEDEQH/xAGiAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBw',
    'gJCgsQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYn',
    'KCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqa',
    'qys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+gEAAwEBAQEBAQEBAQAAAAAAAAEC',
    'AwQFBgcICQoLEQACAQIEBAMEBwUEBAABAncAAQIDEQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04S',
    'XxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZqi',
    'o6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/2gAMAwEAAhEDEQA/AO',
    'bisvavTlVMKVYuRWXtWMqp6dKsXIrL2rCVU9OlWLcVl7VjKqfA0qxcisvasZVT06VYuRWXtWMqp6dKsf/Z',
  ].join(''),
  'base64',
);
const frameMarker = Buffer.from([0xff, 0xc0]);
const afterJfif = 20;

/** One JPEG segment. @param code the marker's second byte */
export function jpegSegment(code: number, payload: Buffer | string): Buffer {
  const data = Buffer.from(payload as string, 'latin1');
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** Exif as a telephone writes it: the camera, which way up, and words that stand for the place. */
export function exifSegment(orientation: number, words = 'GPS 33.95N 116.79E'): Buffer {
  const tiff = Buffer.alloc(34);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.writeUInt16LE(0x0110, 10);
  tiff.writeUInt16LE(0x0112, 22);
  tiff.writeUInt16LE(3, 24);
  tiff.writeUInt32LE(1, 26);
  tiff.writeUInt16LE(orientation, 30);
  const payload = [Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(words, 'latin1')];
  return jpegSegment(0xe1, Buffer.concat(payload));
}

/**
 * A photograph. Another size than its own is only what its header says.
 *
 * @param options.segments stand behind the JFIF header; `trailer` behind the end
 */
export function jpeg(
  options: {
    widthPx?: number;
    heightPx?: number;
    segments?: Buffer[];
    trailer?: Buffer;
  } = {},
): Buffer {
  const { widthPx = 24, heightPx = 16, segments = [], trailer = Buffer.alloc(0) } = options;
  const bytes = Buffer.from(ramp);
  const frame = bytes.indexOf(frameMarker);
  bytes.writeUInt16BE(heightPx, frame + 5);
  bytes.writeUInt16BE(widthPx, frame + 7);
  const [head, rest] = [bytes.subarray(0, afterJfif), bytes.subarray(afterJfif)];
  return Buffer.concat([head, ...segments, rest, trailer]);
}

function crc32(data: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** One PNG chunk with its checksum. */
export function pngChunk(type: string, payload: Buffer | string): Buffer {
  const data = Buffer.concat([Buffer.from(type), Buffer.from(payload as string, 'latin1')]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length - 4);
  sum.writeUInt32BE(crc32(data));
  return Buffer.concat([length, data, sum]);
}

/** A grey picture; a size beyond the ordinary is only what its header says. */
export function png(
  options: {
    widthPx?: number;
    heightPx?: number;
    chunks?: Buffer[];
    trailer?: Buffer;
  } = {},
): Buffer {
  const { widthPx = 16, heightPx = 12, chunks = [], trailer = Buffer.alloc(0) } = options;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = widthPx * heightPx > 1e6 ? Buffer.alloc(9) : Buffer.alloc((widthPx + 1) * heightPx);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', ''),
    trailer,
  ]);
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
