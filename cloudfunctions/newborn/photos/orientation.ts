/**
 * Which way up a photograph is held, from its Exif data: the one fact of it that is kept. The rest
 * can tell where the family lives.
 */

const exifId = 'Exif\0\0';
const orientationTag = 0x0112;
const shortType = 3;
const upright = 1;

/**
 * @param segment payload of an APP1 segment
 * @returns 1–8 as Exif counts; 1 (upright) for whatever does not say
 */
export function readOrientation(segment: Buffer): number {
  if (segment.subarray(0, exifId.length).toString('latin1') !== exifId) return upright;
  const tiff = segment.subarray(exifId.length);
  if (tiff.length < 8) return upright;
  const order = tiff.subarray(0, 2).toString('latin1');
  if (order !== 'II' && order !== 'MM') return upright;
  const small = order === 'II';
  const u16 = (at: number) => (small ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = small ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (u16(2) !== 42 || directory + 2 > tiff.length) return upright;
  const entries = u16(directory);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > tiff.length) return upright;
    if (u16(entry) !== orientationTag) continue;
    const value = u16(entry + 8);
    return u16(entry + 2) === shortType && value >= 1 && value <= 8 ? value : upright;
  }
  return upright;
}

/** @returns a whole APP1 segment that says which way up, and nothing else; empty when upright */
export function writeOrientation(orientation: number): Buffer {
  if (orientation === upright) return Buffer.alloc(0);
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(orientationTag, 10);
  tiff.writeUInt16BE(shortType, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const payload = Buffer.concat([Buffer.from(exifId, 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** Whether width and height change places when it is looked at. */
export const liesOnItsSide = (orientation: number): boolean => orientation >= 5;
