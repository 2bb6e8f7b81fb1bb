import { type facePurposes } from '@yibao/shared/contracts/identity';
import { sm3Hex } from '../lib/crypto/sm3';

export type FacePurpose = (typeof facePurposes)[number];

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

/** And before a relative is bound to a personal account: what for, and the way without a face. */
const mutualAidNotice: FaceNotice = {
  version: 'face-mutual-aid-2025-11',
  title: '绑定家人前的人脸核验告知书',
  paragraphs: [
    {
      heading: '为什么要再刷一次脸',
      text: '绑定以后，您医保个人账户里的钱可以给这位家人缴费。我们要确认是您本人同意的。',
    },
    {
      heading: '怎么核验',
      text: '由微信调用手机摄像头，与公安的身份信息比对。我们只收到「通过」或「没通过」，看不到也不保存您的人脸照片和视频。',
    },
    {
      heading: '保存什么',
      text: '我们保存核验的时间和结果、您绑定了谁、凭哪一种登记证明关系，用于事后核查。',
    },
    {
      heading: '可以不刷脸',
      text: '您可以不同意。不同意也能办：带上身份证、结婚证或户口簿，到任意医保窗口绑定，效果完全一样。',
    },
    {
      heading: '您的权利',
      text: '您可以随时解绑。没有正在冻结的缴费时，解绑马上生效。咨询电话：12393。',
    },
  ],
};

/** And before an organisation may see somebody's data. */
const consentNotice: FaceNotice = {
  version: 'face-consent-2025-11-2',
  title: '授权别人查看前的人脸核验告知书',
  paragraphs: [
    {
      heading: '为什么要刷脸',
      text: '授权以后，对方能看到您的一部分医保信息。我们要确认是您本人同意的，不是别人拿着您的手机。',
    },
    {
      heading: '怎么核验',
      text: '由微信调用手机摄像头，与公安的身份信息比对。我们只收到「通过」或「没通过」，看不到也不保存您的人脸照片和视频。',
    },
    {
      heading: '保存什么',
      text: '我们保存核验的时间和结果，写进这次授权的凭据里，用于事后核查。',
    },
    {
      heading: '可以不刷脸',
      text: '您可以不同意。不刷脸也能授权：取一个授权确认码，带上身份证到任意医保窗口确认，效果完全一样。',
    },
    {
      heading: '您的权利',
      text: '刷脸只说明是您本人。给谁看、看什么，由您在授权页上定；授权以后随时能收回。咨询电话：12393。',
    },
  ],
};

const digestOf = ({ title, paragraphs }: FaceNotice): string =>
  sm3Hex([title, ...paragraphs.flatMap(({ heading, text }) => [heading, text])].join('\n'));

const withDigest = (words: FaceNotice) => ({ ...words, textHash: digestOf(words) });

/** The current notices by purpose, each with the SM3 digest of its words. */
export const faceNotices = {
  account: withDigest(notice),
  mutualAid: withDigest(mutualAidNotice),
  consent: withDigest(consentNotice),
} as const satisfies Record<FacePurpose, unknown>;
