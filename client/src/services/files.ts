import Taro from '@tarojs/taro';
import { isRecord } from './storage';

/** A file somebody asked for: text, or bytes as base64. */
export interface NewFile {
  /** With its ending, e.g. 「缴费记录-2025年.csv」. */
  name: string;
  mediaType: string;
  content: { text: string } | { base64: string };
}

/**
 * Where a file is now, and what can be done with it there. In the mini-program `share` and `open`
 * have to be called from a tap of their own: WeChat refuses them after a wait.
 */
export type KeptFile =
  /** The browser has it. */
  | { kind: 'downloaded' }
  /** In the mini-program's own folder; `open` is null where WeChat cannot show the kind. */
  | {
      kind: 'stored';
      share: (() => Promise<FileOutcome>) | null;
      open: (() => Promise<FileOutcome>) | null;
    }
  /** Nothing could be kept here; the sentence says what to do instead. */
  | { kind: 'refused'; message: string };

export type FileOutcome = 'done' | 'cancelled' | 'failed';

const REFUSED_IN_WECHAT =
  '微信里不能直接存文件。请点右上角「…」，选「在浏览器打开」，再存一次；或在小程序里存。';
const REFUSED_BY_DEVICE = '手机没有存下这个文件，请清理一些空间后再试。';

/** What WeChat can show by itself, by the ending of the name. */
const OPENABLE = ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx'];

/** Keeps a file where the person can get at it. Never rejects. */
export async function keepFile(file: NewFile): Promise<KeptFile> {
  try {
    return process.env.TARO_ENV === 'weapp' ? await store(file) : download(file);
  } catch (thrown) {
    console.warn('the file was not kept', thrown);
    return { kind: 'refused', message: REFUSED_BY_DEVICE };
  }
}

/** base64 → bytes; the mini-program never comes here. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = window.atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let n = 0; n < binary.length; n++) bytes[n] = binary.charCodeAt(n);
  return bytes;
}

function download({ name, mediaType, content }: NewFile): KeptFile {
  // WeChat's own browser drops downloads without a word
  if (/MicroMessenger/i.test(navigator.userAgent)) {
    return { kind: 'refused', message: REFUSED_IN_WECHAT };
  }
  const part = 'text' in content ? content.text : bytesOf(content.base64);
  const url = URL.createObjectURL(new Blob([part], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // the browser reads it after the click; a minute is plenty
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return { kind: 'downloaded' };
}

function store({ name, content }: NewFile): Promise<KeptFile> {
  const filePath = `${Taro.env.USER_DATA_PATH ?? ''}/${name}`;
  return new Promise((resolve) => {
    Taro.getFileSystemManager().writeFile({
      filePath,
      data: 'text' in content ? content.text : content.base64,
      encoding: 'text' in content ? 'utf8' : 'base64',
      success: () => resolve(stored(filePath, name)),
      fail: () => resolve({ kind: 'refused', message: REFUSED_BY_DEVICE }),
    });
  });
}

function stored(filePath: string, fileName: string): KeptFile {
  const ending = fileName.split('.').at(-1) ?? '';
  const canShare = Taro.canIUse('shareFileMessage');
  return {
    kind: 'stored',
    share: canShare ? () => outcomeOf(Taro.shareFileMessage({ filePath, fileName })) : null,
    open: OPENABLE.includes(ending)
      ? () => outcomeOf(Taro.openDocument({ filePath, showMenu: true }))
      : null,
  };
}

async function outcomeOf(opened: Promise<unknown>): Promise<FileOutcome> {
  try {
    await opened;
    return 'done';
  } catch (refused) {
    const said = isRecord(refused) ? String(refused.errMsg) : '';
    return said.includes('cancel') ? 'cancelled' : 'failed';
  }
}
