import { deliverDue } from '../lib/outbox/deliver';
import { type Runtime } from '../lib/runtime';
import { topicHandlers } from '../lib/outbox/handlers';

/** Sends what a payment has just put into the outbox; what fails now the jobs function sends later. */
export async function deliverNow(
  runtime: Runtime,
  messages: number[],
  traceId: string,
): Promise<void> {
  if (messages.length === 0) return;
  await deliverDue(runtime, topicHandlers, { limit: messages.length, traceId, only: messages });
}
