import { enrolTopic } from '../../enrollment/outbox';
import { subscribeMessageTopic } from '../../identity/subscribe-message';
import { postPaymentTopic } from '../../payment/post-payment';
import { type TopicHandlers } from './deliver';

/** Every topic and who delivers it. */
export const topicHandlers: TopicHandlers = {
  'core.enrol': enrolTopic,
  'core.postPayment': postPaymentTopic,
  'wechat.message': subscribeMessageTopic,
};
