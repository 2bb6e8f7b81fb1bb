import { ServiceError } from '../../lib/errors';

/** Why a file cannot be taken as a photograph: what it is, and what to do. */
const sentences = {
  empty: '这是一个空文件，里面没有照片，请重新选择。',
  pdf: '这是 PDF 文件，不是照片，请直接给证件拍一张照片再上传。',
  heic: '这是 HEIC 格式的照片，这里打不开。请给照片截一张图，上传截图；或在手机的相机设置里选「兼容性最佳」后重拍。',
  gif: '这是 GIF 动图，请换成 JPG 或 PNG 格式的照片。',
  webp: '这是 WebP 图片，请换成 JPG 或 PNG 格式的照片。',
  bmp: '这是 BMP 图片，请换成 JPG 或 PNG 格式的照片。',
  tiff: '这是 TIFF 图片，请换成 JPG 或 PNG 格式的照片。',
  archive: '这是压缩包或办公文件，不是照片，请直接给证件拍一张照片再上传。',
  markup: '这是网页或代码文件，不是照片，请直接给证件拍一张照片再上传。',
  unknown: '认不出这是什么文件，请换成 JPG 或 PNG 格式的照片。',
  tooLarge: '照片超过 2 MB，请在相册里缩小后再上传，或重新拍一张。',
  tooLong: '照片的长或宽超过 12000 像素，请在相册里缩小后再上传。',
  tooManyPixels: '照片超过 4000 万像素，请在相册里缩小后再上传。',
  truncated: '照片没有传完整，请重新选择这张照片再传一次。',
  broken: '照片的内容已经损坏，打不开，请重新拍一张。',
  rareJpeg: '这是一种少见的 JPG 格式，这里打不开，请重新拍一张，或上传它的截图。',
} as const;

export type PhotoFault = keyof typeof sentences;

/** @returns the refusal of a photograph, in words for whoever chose it */
export function refusePhoto(fault: PhotoFault): ServiceError {
  return new ServiceError('photo_refused', { field: 'contentBase64', message: sentences[fault] });
}
