import Taro from '@tarojs/taro';
import { loadAppInfo } from './app-info';
import { leaveFor } from './leave';

/** How the face check on this phone ended; whether it passed only identity.finishFace says. */
export type FaceOutcome =
  | 'asked' // it was shown; ask for the result
  | 'left' // the browser is on its way to the check and will come back
  | 'unsupported'; // this phone or browser cannot do it; offer the counter code

interface FacialApi {
  checkIsSupportFacialRecognition?: (options: { success: () => void; fail: () => void }) => void;
  requestFacialVerify?: (options: {
    verifyId: string;
    success: () => void;
    fail: () => void;
  }) => void;
}

declare const wx: FacialApi | undefined;

function isSupported(api: FacialApi): Promise<boolean> {
  return new Promise((resolve) => {
    if (!api.requestFacialVerify || !api.checkIsSupportFacialRecognition) resolve(false);
    else
      api.checkIsSupportFacialRecognition({
        success: () => resolve(true),
        fail: () => resolve(false),
      });
  });
}

async function verifyInMiniProgram(verifyId: string): Promise<FaceOutcome> {
  if (typeof wx === 'undefined' || !(await isSupported(wx))) return 'unsupported';
  const { requestFacialVerify } = wx;
  if (!requestFacialVerify) return 'unsupported';
  return new Promise((resolve) => {
    const asked = () => resolve('asked');
    requestFacialVerify({ verifyId, success: asked, fail: asked });
  });
}

async function verifyInBrowser(verifyId: string, returnRoute: string): Promise<FaceOutcome> {
  const info = await loadAppInfo();
  if (!info?.sandbox) return 'unsupported';
  leaveFor(info.sandbox.faceUrl, { verify_id: verifyId }, returnRoute);
  return 'left';
}

/** Shows WeChat's face check. A browser comes back to `returnRoute`; then call finishFace. */
export function verifyFace(verifyId: string, returnRoute: string): Promise<FaceOutcome> {
  if (process.env.TARO_ENV === 'weapp') return verifyInMiniProgram(verifyId);
  return verifyInBrowser(verifyId, returnRoute);
}

/** Whether a face check may be offered here at all. */
export async function faceIsPossible(): Promise<boolean> {
  if (process.env.TARO_ENV === 'weapp') return Taro.canIUse('requestFacialVerify');
  return Boolean((await loadAppInfo())?.sandbox);
}
