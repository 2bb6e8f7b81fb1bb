import { consentRequestedTopic, personKnownTopic } from '../../partner/tell-request';
import { lookTopic } from '../../partner/tell-look';
import { enrolTopic } from '../../enrollment/outbox';
import { changeIdentityTopic } from '../../newborn/upgrade/tell-platform';
import { departmentItemTopic } from '../../newborn/items/hand-over';
import { bindTopic, unbindTopic } from '../../payment/mutual-aid/bindings';
import { postPaymentTopic } from '../../payment/post-payment';
import { shortMessageTopic } from '../../reminders/push-sms';
import { subscribeMessageTopic } from '../../reminders/push-wechat';
import { refundStepTopic } from '../../refund/steps';
import { refundWithdrawnTopic } from '../../refund/steps/tax';
import { type TopicHandlers } from './deliver';

/** Every topic and who delivers it. */
export const topicHandlers: TopicHandlers = {
  'consent.personKnown': personKnownTopic,
  'consent.requested': consentRequestedTopic,
  'consent.look': lookTopic,
  'core.changeIdentity': changeIdentityTopic,
  'core.enrol': enrolTopic,
  'core.postPayment': postPaymentTopic,
  'department.item': departmentItemTopic,
  'sms.message': shortMessageTopic,
  'mutualAid.bind': bindTopic,
  'mutualAid.unbind': unbindTopic,
  'refund.step': refundStepTopic,
  'refund.withdrawn': refundWithdrawnTopic,
  'wechat.message': subscribeMessageTopic,
};
