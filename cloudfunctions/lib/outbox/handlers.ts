import { enrolTopic } from '../../enrollment/outbox';
import { subscribeMessageTopic } from '../../identity/subscribe-message';
import { changeIdentityTopic } from '../../newborn/upgrade/tell-platform';
import { departmentItemTopic } from '../../newborn/items/hand-over';
import { postPaymentTopic } from '../../payment/post-payment';
import { type TopicHandlers } from './deliver';

/** Every topic and who delivers it. */
export const topicHandlers: TopicHandlers = {
  'core.changeIdentity': changeIdentityTopic,
  'core.enrol': enrolTopic,
  'core.postPayment': postPaymentTopic,
  'department.item': departmentItemTopic,
  'wechat.message': subscribeMessageTopic,
};
