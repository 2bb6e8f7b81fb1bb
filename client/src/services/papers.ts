import Taro from '@tarojs/taro';
import { createMutation } from './mutation';

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
