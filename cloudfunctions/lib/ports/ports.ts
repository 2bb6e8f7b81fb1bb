import { type CheckpointStore } from './checkpoint-store';
import { type CorePlatform } from './core-platform';
import { type DataSharing } from './data-sharing';
import { type MutualAid } from './mutual-aid';
import { type PhotoStore } from './photo-store';
import { type Sms } from './sms';
import { type TaxBureau } from './tax-bureau';
import { type TaxReview } from './tax-review';
import { type Wechat } from './wechat';
import { type WechatPay } from './wechat-pay';

/** The outside world, one port a system. */
export interface Ports {
  /** Signed checkpoints of the audit, outside the database. */
  checkpoints: CheckpointStore;
  corePlatform: CorePlatform;
  dataSharing: DataSharing;
  mutualAid: MutualAid;
  photos: PhotoStore;
  /** Null where the city has no account for short messages. */
  sms: Sms | null;
  taxBureau: TaxBureau;
  taxReview: TaxReview;
  wechat: Wechat;
  wechatPay: WechatPay;
}
