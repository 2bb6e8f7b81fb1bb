import Taro from '@tarojs/taro';
import { createMutation } from './mutation';
import { isRecord } from './storage';

/** A file as it comes over the wire. */
export interface PaperFile {
  fileName: string;
  contentBase64: string;
}

/** What became of showing or saving a file. */
export type PaperOutcome =
  | 'done' // it is open, or the browser is saving it
  | 'cancelled' // the person closed the dialog
  | 'failed'; // this phone could not

function written(file: PaperFile): Promise<string> {
  const filePath = `${Taro.env.USER_DATA_PATH ?? ''}/${file.fileName}`;
  return new Promise((resolve, reject) => {
    Taro.getFileSystemManager().writeFile({
      filePath,
      data: file.contentBase64,
      encoding: 'base64',
      success: () => resolve(filePath),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });
}

const outcomeOf = (failure: unknown): PaperOutcome =>
  isRecord(failure) && typeof failure.errMsg === 'string' && failure.errMsg.includes('cancel')
    ? 'cancelled'
    : 'failed';

/**
 * Opens a PDF in WeChat's own viewer, whose menu saves and forwards it. For the mini-program.
 */
export async function openFile(file: PaperFile): Promise<PaperOutcome> {
  try {
    const filePath = await written(file);
    await Taro.openDocument({ filePath, fileType: 'pdf', showMenu: true });
    return 'done';
  } catch (failure) {
    return outcomeOf(failure);
  }
}

/** Sends a PDF into a chat that the person chooses. For the mini-program. */
export async function shareFile(file: PaperFile): Promise<PaperOutcome> {
  try {
    const filePath = await written(file);
    await Taro.shareFileMessage({ filePath, fileName: file.fileName });
    return 'done';
  } catch (failure) {
    return outcomeOf(failure);
  }
}

const askForLink = createMutation('certificate.link');

/**
 * Has a browser save a paper. WeChat's browser cannot save what a page holds in memory, so the
 * server gives a link that works for ten minutes without a login.
 *
 * @throws ServiceError when there is no link to be had
 */
export async function downloadPaper(certificateId: string): Promise<void> {
  const { path } = await askForLink({ certificateId });
  // an attachment: the page stays where it is
  window.location.assign(`${GATEWAY_BASE_URL}${path}`);
}

/** Puts a text where the person can paste it. @returns whether it worked */
export async function copyText(text: string): Promise<boolean> {
  try {
    await Taro.setClipboardData({ data: text });
    return true;
  } catch {
    return false;
  }
}
