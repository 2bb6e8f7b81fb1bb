/** A strict reader of PNG's chunks (ISO/IEC 15948); it decodes nothing. */
import { checkSides, type Picture } from './picture';
import { refusePhoto } from './refusal';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The picture and its colours. Texts, Exif, times, profiles and animations are left out. */
const keptTypes = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB']);
/** Colour type → bit depths it may have. */
const depths: Record<number, number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const overheadBytes = 12;

export const looksLikePng = (bytes: Buffer): boolean =>
  bytes.subarray(0, signature.length).equals(signature);

/**
 * Reads the picture's size and leaves out everything that is not the picture, whatever follows its
 * end included.
 *
 * @throws ServiceError photo_refused
 */
export function readPng(bytes: Buffer): Picture {
  const kept: Buffer[] = [signature];
  const seen = new Set<string>();
  let size: { widthPx: number; heightPx: number } | null = null;
  for (let at = signature.length; ;) {
    const { type, data, whole } = chunkAt(bytes, at);
    at += whole.length;
    if ((type === 'IHDR') !== (size === null)) throw refusePhoto('broken');
    size ??= readHeader(data);
    // a capital first letter says that the picture cannot be understood without it
    if (!keptTypes.has(type) && /^[A-Z]/.test(type)) throw refusePhoto('broken');
    if (keptTypes.has(type)) kept.push(whole);
    seen.add(type);
    if (type !== 'IEND') continue;
    if (!seen.has('IDAT')) throw refusePhoto('broken');
    return { ...size, content: Buffer.concat(kept) };
  }
}

function chunkAt(bytes: Buffer, at: number): { type: string; data: Buffer; whole: Buffer } {
  if (at + overheadBytes > bytes.length) throw refusePhoto('truncated');
  const length = bytes.readUInt32BE(at);
  const next = at + overheadBytes + length;
  if (next > bytes.length) throw refusePhoto('truncated');
  const type = bytes.subarray(at + 4, at + 8).toString('latin1');
  const summed = bytes.subarray(at + 4, next - 4);
  const sound = /^[A-Za-z]{4}$/.test(type) && crc32(summed) === bytes.readUInt32BE(next - 4);
  if (!sound) throw refusePhoto('broken');
  return { type, data: summed.subarray(4), whole: bytes.subarray(at, next) };
}

function readHeader(data: Buffer): { widthPx: number; heightPx: number } {
  if (data.length !== 13) throw refusePhoto('broken');
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = data.subarray(8);
  const known = depths[colour]?.includes(depth) === true && interlace <= 1;
  if (!known || compression !== 0 || filter !== 0) throw refusePhoto('broken');
  const size = { widthPx: data.readUInt32BE(0), heightPx: data.readUInt32BE(4) };
  checkSides(size.widthPx, size.heightPx);
  return size;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of a chunk (ISO 3309); Node has its own only from 20.15 on. */
function crc32(data: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of data) sum = (sum >>> 8) ^ (crcTable[(sum ^ byte) & 0xff] ?? 0);
  return (sum ^ 0xffffffff) >>> 0;
}
