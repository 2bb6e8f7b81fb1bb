/** A strict reader of JPEG's segments (ITU-T T.81 annex B); it decodes nothing. */
import {
  isAdobe,
  isHuffman,
  isQuantization,
  isRestartInterval,
  isScanHeader,
  readFrame,
} from './jpeg-segments';
import { liesOnItsSide, readOrientation, writeOrientation } from './orientation';
import { type Picture } from './picture';
import { refusePhoto } from './refusal';

const marker = {
  dht: 0xc4,
  rst0: 0xd0,
  rst7: 0xd7,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dqt: 0xdb,
  dri: 0xdd,
  app0: 0xe0,
  app1: 0xe1,
  app14: 0xee,
  app15: 0xef,
  com: 0xfe,
} as const;
/** Baseline, extended and progressive: what browsers show. */
const framesShown = new Set([0xc0, 0xc1, 0xc2]);
/** Lossless, hierarchical and arithmetic frames. */
const framesNotShown = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
/** What decoding needs besides frame and scans, each with the look of its payload. */
const tables = new Map<number, (payload: Buffer) => boolean>([
  [marker.dht, isHuffman],
  [marker.dqt, isQuantization],
  [marker.dri, isRestartInterval],
]);

/** Identifier, version, units and densities; a thumbnail would follow. */
const jfifBytes = 14;

interface Segment {
  code: number;
  /** Marker, length and payload. */
  whole: Buffer;
  payload: Buffer;
  next: number;
}

export const looksLikeJpeg = (bytes: Buffer): boolean =>
  bytes.length >= 3 && bytes[0] === 0xff && bytes[1] === marker.soi && bytes[2] === 0xff;

/**
 * Reads the picture's size and leaves out everything that is not the picture: Exif (place, time,
 * camera, thumbnail), XMP, comments, and whatever follows its end.
 *
 * @throws ServiceError photo_refused
 */
export function readJpeg(bytes: Buffer): Picture {
  const kept: Buffer[] = [];
  let jfif: Buffer = Buffer.alloc(0);
  let adobe: Buffer = Buffer.alloc(0);
  let orientation = 1;
  let size: { widthPx: number; heightPx: number } | null = null;
  let scans = 0;
  for (let at = 2; ;) {
    const code = markerAt(bytes, at);
    if (code.value === marker.eoi) break;
    const segment = segmentAt(bytes, code);
    at = segment.next;
    if (framesShown.has(segment.code)) {
      if (size) throw refusePhoto('broken');
      size = readFrame(segment.payload);
      kept.push(segment.whole);
    } else if (segment.code === marker.sos) {
      if (!size || !isScanHeader(segment.payload)) throw refusePhoto('broken');
      at = endOfScan(bytes, segment.next);
      kept.push(segment.whole, bytes.subarray(segment.next, at));
      scans++;
    } else if (segment.code === marker.app0) {
      jfif = jfif.length > 0 ? jfif : withoutThumbnail(segment.payload);
    } else if (segment.code === marker.app1) {
      orientation = Math.max(orientation, readOrientation(segment.payload));
    } else if (segment.code === marker.app14) {
      adobe = adobe.length === 0 && isAdobe(segment.payload) ? segment.whole : adobe;
    } else {
      if (isTable(segment)) kept.push(segment.whole);
      else refuseUnlessMetadata(segment.code);
    }
  }
  if (!size || scans === 0) throw refusePhoto('broken');
  const start = Buffer.from([0xff, marker.soi]);
  const end = Buffer.from([0xff, marker.eoi]);
  const heads = [start, jfif, writeOrientation(orientation), adobe];
  const content = Buffer.concat([...heads, ...kept, end]);
  const { widthPx, heightPx } = size;
  return liesOnItsSide(orientation)
    ? { widthPx: heightPx, heightPx: widthPx, content }
    : { widthPx, heightPx, content };
}

/** @throws ServiceError photo_refused for a table that is not as long as it says */
function isTable({ code, payload }: Segment): boolean {
  const isSound = tables.get(code);
  if (isSound && !isSound(payload)) throw refusePhoto('broken');
  return isSound !== undefined;
}

/** Metadata is left out; what else is not known here is not shown anywhere either. */
function refuseUnlessMetadata(code: number): void {
  if (framesNotShown.has(code)) throw refusePhoto('rareJpeg');
  const application = code > marker.app0 && code <= marker.app15;
  if (!application && code !== marker.com) throw refusePhoto('broken');
}

/** Fill bytes may stand before a marker. @returns its code and where it ends */
function markerAt(bytes: Buffer, from: number): { value: number; end: number } {
  if (from >= bytes.length) throw refusePhoto('truncated');
  if (bytes[from] !== 0xff) throw refusePhoto('broken');
  let at = from;
  while (bytes[at] === 0xff) at++;
  const value = bytes[at];
  if (value === undefined) throw refusePhoto('truncated');
  return { value, end: at + 1 };
}

function segmentAt(bytes: Buffer, { value, end }: { value: number; end: number }): Segment {
  if (end + 2 > bytes.length) throw refusePhoto('truncated');
  const length = bytes.readUInt16BE(end);
  if (length < 2) throw refusePhoto('broken');
  const next = end + length;
  if (next > bytes.length) throw refusePhoto('truncated');
  const payload = bytes.subarray(end + 2, next);
  return { code: value, whole: bytes.subarray(end - 2, next), payload, next };
}

/** Within a scan 0xFF is data when 00 follows, and a mere restart when D0–D7 do. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at)) {
    const following = bytes[at + 1];
    if (following === undefined) break;
    const data = following === 0 || (following >= marker.rst0 && following <= marker.rst7);
    if (data) at += 2;
    else if (following === 0xff) at += 1;
    else return at;
  }
  throw refusePhoto('truncated');
}

/** The JFIF header alone: its thumbnail may show what was cut from the picture afterwards. */
function withoutThumbnail(payload: Buffer): Buffer {
  const isJfif = payload.subarray(0, 5).toString('latin1') === 'JFIF\0';
  if (!isJfif || payload.length < jfifBytes) return Buffer.alloc(0);
  const header = Buffer.from(payload.subarray(0, jfifBytes));
  header.fill(0, jfifBytes - 2);
  return Buffer.concat([Buffer.from([0xff, marker.app0, 0, jfifBytes + 2]), header]);
}
