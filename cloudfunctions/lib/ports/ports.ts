import { type CorePlatform } from './core-platform';
import { type DataSharing } from './data-sharing';
import { type PhotoStore } from './photo-store';
import { type Wechat } from './wechat';
import { type WechatPay } from './wechat-pay';

/** The outside world, one port a system. */
export interface Ports {
  corePlatform: CorePlatform;
  dataSharing: DataSharing;
  photos: PhotoStore;
  wechat: Wechat;
  wechatPay: WechatPay;
}
