/**
 * Whether a JPEG's segment is as long as what it says it holds (ITU-T T.81 annex B.2): a table of
 * the right marker is otherwise a place for words, scripts or files that nobody sees.
 */
import { checkSides } from './picture';
import { refusePhoto } from './refusal';

const adobeId = 'Adobe';
const adobeBytes = 12;

/** How a picture's colours are to be read; whatever else is called APP14 is not this. */
export function isAdobe(payload: Buffer): boolean {
  return (
    payload.length === adobeBytes &&
    payload.subarray(0, adobeId.length).toString('latin1') === adobeId &&
    (payload[adobeBytes - 1] ?? 0) <= 2
  );
}

/**
 * Size and components of the picture.
 *
 * @throws ServiceError photo_refused
 */
export function readFrame(payload: Buffer): { widthPx: number; heightPx: number } {
  const components = payload[5] ?? 0;
  if (payload.length !== 6 + components * 3 || payload[0] !== 8) throw refusePhoto('rareJpeg');
  if (![1, 3, 4].includes(components)) throw refusePhoto('rareJpeg');
  for (let at = 6; at < payload.length; at += 3) {
    const [, sampling = 0, table = 0] = payload.subarray(at, at + 3);
    const sides = [sampling >> 4, sampling & 15];
    if (sides.some((side) => side < 1 || side > 4) || table > 3) throw refusePhoto('broken');
  }
  const size = { heightPx: payload.readUInt16BE(1), widthPx: payload.readUInt16BE(3) };
  checkSides(size.widthPx, size.heightPx);
  return size;
}

/** How many bytes the table at `from` takes, from its own head; null when it has none. */
type TableSize = (payload: Buffer, from: number) => number | null;

/** Precision and destination, then 64 values of one or two bytes. */
const quantizationSize: TableSize = (payload, from) => {
  const head = payload[from] ?? 0xff;
  const [precision, destination] = [head >> 4, head & 15];
  return precision > 1 || destination > 3 ? null : 1 + 64 * (precision + 1);
};

/** Class and destination, how many codes there are of each length, then a value for each. */
const huffmanSize: TableSize = (payload, from) => {
  const head = payload[from] ?? 0xff;
  const counts = payload.subarray(from + 1, from + 17);
  if (head >> 4 > 1 || (head & 15) > 3 || counts.length < 16) return null;
  const values = counts.reduce((sum, count) => sum + count, 0);
  return values > 256 ? null : 17 + values;
};

/** Whole tables one after the other, at least one, and nothing behind the last. */
function isTables(payload: Buffer, sizeOf: TableSize): boolean {
  let at = 0;
  while (at < payload.length) {
    const size = sizeOf(payload, at);
    if (size === null) return false;
    at += size;
  }
  return at > 0 && at === payload.length;
}

export const isQuantization = (payload: Buffer): boolean => isTables(payload, quantizationSize);
export const isHuffman = (payload: Buffer): boolean => isTables(payload, huffmanSize);
/** After how many blocks a scan restarts. */
export const isRestartInterval = (payload: Buffer): boolean => payload.length === 2;

/** One to four components with their tables, then three bytes about the coefficients. */
export function isScanHeader(payload: Buffer): boolean {
  const components = payload[0] ?? 0;
  return components >= 1 && components <= 4 && payload.length === 4 + components * 2;
}
