import { type CorePlatform } from './core-platform';
import { type Wechat } from './wechat';
import { type WechatPay } from './wechat-pay';

/** The outside world, one port a system. */
export interface Ports {
  corePlatform: CorePlatform;
  wechat: Wechat;
  wechatPay: WechatPay;
}
