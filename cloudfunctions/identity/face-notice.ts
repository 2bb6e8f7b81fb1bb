import { sm3Hex } from '../lib/crypto/sm3';

interface FaceNotice {
  version: string;
  title: string;
  paragraphs: { heading: string; text: string }[];
}

/**
 * What a person reads and agrees to before a face check. 人脸识别技术应用安全管理办法 (2025-06-01):
 * separate consent, another way offered, minimal retention. A change of words is a new version;
 * consents keep version and digest, so that one can always tell what was agreed to.
 */
const notice: FaceNotice = {
  version: 'face-2025-11',
  title: '人脸核验告知书',
  paragraphs: [
    {
      heading: '为什么要核验',
      text: '医保关系到您的钱和看病记录。我们要确认正在操作手机的就是您本人。',
    },
    {
      heading: '怎么核验',
      text: '由微信调用手机摄像头，与公安的身份信息比对。我们只收到「通过」或「没通过」，看不到也不保存您的人脸照片和视频。',
    },
    {
      heading: '保存什么',
      text: '我们保存您的姓名、证件号码（加密保存）、核验时间和结果，用于办理医保业务和事后核查。',
    },
    {
      heading: '可以不刷脸',
      text: '您可以不同意。不同意也能办：取一个柜台核验码，带上证件到任意医保窗口确认即可，办理的业务完全一样。',
    },
    {
      heading: '您的权利',
      text: '您可以随时查询、更正自己的信息，或撤回同意。撤回后，之前已经办好的业务不受影响。咨询电话：12393。',
    },
  ],
};

const text = [notice.title, ...notice.paragraphs.flatMap(({ heading, text }) => [heading, text])];

/** The current notice with the SM3 digest of its words. */
export const faceNotice = { ...notice, textHash: sm3Hex(text.join('\n')) };
