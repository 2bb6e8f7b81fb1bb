import Taro from '@tarojs/taro';
import type { maxPhotoBase64 } from '@yibao/shared/contracts/newborn';
import { isRecord } from './storage';

/** The contract's limit; the type breaks when the two differ. */
const MAX_SENT_BASE64: typeof maxPhotoBase64 = 2_800_000;
/** Larger files are refused before anything is read: a phone would choke on them. */
const MAX_FILE_BYTES = 30 * 1024 * 1024;
/** Larger ones that cannot be opened are probably too much for this phone, not broken. */
const LARGE_FILE_BYTES = 10 * 1024 * 1024;
/** Three bytes are four characters. */
const MAX_SENT_BYTES = (MAX_SENT_BASE64 / 4) * 3;
/** Small print stays readable, and the picture travels in a few hundred kilobytes. */
const MAX_EDGE_PX = 1600;
/** Tried one after the other until the picture is small enough; in percent. */
const QUALITIES = [82, 60, 40];
/** As many first bytes as it takes to know what a file is. */
const HEAD_BYTES = 64;

const TOO_BIG = '这张照片太大，请在手机里缩小或截图后再选';
const UNREADABLE = '这张照片打不开，请重新拍一张，或者换一张';
const NO_CAMERA = '现在打不开相机和相册，请看看有没有允许使用，再试一次';

/** What came of asking for a photograph. */
export type PhotoChoice =
  | {
      kind: 'chosen';
      /** JPEG or PNG, ready to be sent. */
      contentBase64: string;
      /** For an image on this device only. */
      previewSrc: string;
    }
  | { kind: 'refused'; message: string }
  | { kind: 'cancelled' };

export type FileType = 'jpeg' | 'png' | 'heic' | 'pdf' | 'svg' | 'other';

const textOf = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, index) => bytes[index] === byte);

/** What a file is by its first bytes; its name proves nothing. */
export function fileTypeOf(head: Uint8Array): FileType {
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  const text = textOf(head);
  if (/^[^]{4}ftyp(hei|hev|mif1|msf1|avif)/.test(text)) return 'heic';
  if (text.startsWith('%PDF')) return 'pdf';
  return /^\W*<(\?xml|svg|!doctype)/i.test(text) ? 'svg' : 'other';
}

const TYPE_REFUSALS = {
  jpeg: undefined,
  png: undefined,
  heic: '这张照片是 HEIC 格式，打不开。请直接拍照，或者先截一张屏，再选截图',
  pdf: '这是一份 PDF 文件，不是照片。请直接对着证件拍一张',
  svg: '这不是照片。请直接对着证件拍一张',
  other: '只能用 JPG 或 PNG 格式的照片。请直接对着证件拍一张',
} as const satisfies Record<FileType, string | undefined>;

/**
 * Why a file is not taken, as a sentence that says what to do; undefined when it is taken. The
 * server judges again by the whole content.
 * @param sizeBytes size of the file as chosen
 * @param head its first bytes
 */
export function photoRefusal(sizeBytes: number, head: Uint8Array): string | undefined {
  return sizeBytes > MAX_FILE_BYTES ? TOO_BIG : TYPE_REFUSALS[fileTypeOf(head)];
}

/** The size to draw at: the long edge is at most `maxEdge`, nothing is enlarged. In pixels. */
export function fitWithin(
  width: number,
  height: number,
  maxEdge: number = MAX_EDGE_PX,
): { width: number; height: number } {
  const scale = Math.min(1, maxEdge / Math.max(width, height, 1));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The content of a data URL; '' when it holds none. */
export function base64Of(dataUrl: string): string {
  return /^data:[^,]*;base64,([^]*)$/.exec(dataUrl)?.[1] ?? '';
}

/**
 * The first result that may be sent.
 * @param attempt makes the picture at a quality, in percent, as base64
 * @returns undefined when even the lowest quality is too big
 */
export async function smallEnough(
  attempt: (quality: number) => Promise<string>,
): Promise<string | undefined> {
  for (const quality of QUALITIES) {
    const content = await attempt(quality);
    if (content.length > 0 && content.length <= MAX_SENT_BASE64) return content;
  }
  return undefined;
}

const unreadable = (sizeBytes: number): string =>
  sizeBytes > LARGE_FILE_BYTES ? TOO_BIG : UNREADABLE;

const refused = (message: string): PhotoChoice => ({ kind: 'refused', message });

// ---- the mini-program ----------------------------------------------------------------------

function readFile(path: string, part: { encoding: 'base64' } | { length: number }) {
  return new Promise<string | ArrayBuffer>((resolve, reject) => {
    Taro.getFileSystemManager().readFile({
      filePath: path,
      ...('length' in part ? { position: 0, length: part.length } : part),
      success: ({ data }) => resolve(data),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });
}

async function headOfFile(path: string, sizeBytes: number): Promise<Uint8Array> {
  const data = await readFile(path, { length: Math.min(HEAD_BYTES, sizeBytes) });
  return typeof data === 'string' ? new Uint8Array() : new Uint8Array(data);
}

async function contentOfFile(path: string): Promise<string> {
  const data = await readFile(path, { encoding: 'base64' });
  return typeof data === 'string' ? data : '';
}

async function compressedContent(path: string, quality: number): Promise<string> {
  const { width, height } = await Taro.getImageInfo({ src: path });
  const size = fitWithin(width, height);
  const { tempFilePath } = await Taro.compressImage({
    src: path,
    quality,
    compressedWidth: size.width,
    compressedHeight: size.height,
  });
  return contentOfFile(tempFilePath);
}

const wasCancelled = (failure: unknown) =>
  isRecord(failure) && typeof failure.errMsg === 'string' && failure.errMsg.includes('cancel');

/** Async, so that a WeChat without it rejects like one that may not use the camera. */
async function askForMedia() {
  return await Taro.chooseMedia({
    count: 1,
    mediaType: ['image'],
    sourceType: ['album', 'camera'],
    sizeType: ['compressed'],
  });
}

async function chooseInMiniProgram(): Promise<PhotoChoice> {
  const chosen = await askForMedia().catch((failure: unknown) =>
    wasCancelled(failure) ? 'cancelled' : 'closed',
  );
  if (chosen === 'cancelled') return { kind: 'cancelled' };
  if (typeof chosen === 'string') return refused(NO_CAMERA);
  const [file] = chosen.tempFiles;
  if (!file) return { kind: 'cancelled' };
  const { tempFilePath, size } = file;
  try {
    const refusal = photoRefusal(size, await headOfFile(tempFilePath, size));
    if (refusal !== undefined) return refused(refusal);
    // Not every phone can compress every picture: then the file itself may still be small enough.
    const contentBase64 = await smallEnough((quality) =>
      compressedContent(tempFilePath, quality).catch(() =>
        size > MAX_SENT_BYTES ? '' : contentOfFile(tempFilePath),
      ),
    );
    return contentBase64 === undefined
      ? refused(TOO_BIG)
      : { kind: 'chosen', contentBase64, previewSrc: tempFilePath };
  } catch {
    return refused(unreadable(size));
  }
}

// ---- a browser -----------------------------------------------------------------------------

/** Asks for one file; undefined when the person closes the dialog (where the browser says so). */
function chooseFile(): Promise<File | undefined> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = 'image/jpeg,image/png';
    // Some browsers open the dialog only for an element of the page.
    input.style.display = 'none';
    document.body.append(input);
    const finish = (file: File | undefined) => {
      input.remove();
      resolve(file);
    };
    input.addEventListener('change', () => finish(input.files?.[0]));
    input.addEventListener('cancel', () => finish(undefined));
    input.click();
  });
}

function loadImage(src: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('not an image'));
    image.src = src;
  });
}

/** Draws the picture at its size for sending, on white: a JPEG has no transparency. */
function draw(image: HTMLImageElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const size = fitWithin(image.naturalWidth, image.naturalHeight);
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(image, 0, 0, size.width, size.height);
  return canvas;
}

async function chooseInBrowser(): Promise<PhotoChoice> {
  const file = await chooseFile();
  if (!file) return { kind: 'cancelled' };
  const address = URL.createObjectURL(file);
  try {
    const head = new Uint8Array(await new Response(file.slice(0, HEAD_BYTES)).arrayBuffer());
    const refusal = photoRefusal(file.size, head);
    if (refusal !== undefined) return refused(refusal);
    const canvas = draw(await loadImage(address));
    const contentBase64 = await smallEnough((quality) =>
      Promise.resolve(base64Of(canvas.toDataURL('image/jpeg', quality / 100))),
    );
    return contentBase64 === undefined
      ? refused(TOO_BIG)
      : {
          kind: 'chosen',
          contentBase64,
          previewSrc: `data:image/jpeg;base64,${contentBase64}`,
        };
  } catch {
    return refused(unreadable(file.size));
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * Lets the person take or choose one photograph and makes it small enough to send. Never rejects:
 * what cannot be used is refused with a sentence that says what to do.
 */
export function choosePhoto(): Promise<PhotoChoice> {
  return process.env.TARO_ENV === 'weapp' ? chooseInMiniProgram() : chooseInBrowser();
}
