import Taro from '@tarojs/taro';
import { loadAppInfo } from './app-info';
import { createMutation } from './mutation';
import { isRecord } from './storage';

const acceptMessages = createMutation('identity.acceptMessages');
/** WeChat asks for at most three templates at once. */
const MAX_TEMPLATES = 3;

/**
 * Asks the person to allow WeChat messages about `topics`; to be called inside a tap. Declining is
 * fine, and so is a phone that cannot ask: messages also stand in the app. Never rejects.
 */
export async function askForMessages(topics: readonly string[]): Promise<void> {
  if (process.env.TARO_ENV !== 'weapp') return;
  const info = await loadAppInfo();
  const templateIds = (info?.subscribeTemplates ?? [])
    .filter((template) => topics.includes(template.topic))
    .map((template) => template.templateId)
    .slice(0, MAX_TEMPLATES);
  if (templateIds.length === 0) return;
  // Messages are a courtesy: what the person came for goes on without them.
  const answer: unknown = await Taro.requestSubscribeMessage({
    tmplIds: templateIds,
    entityIds: [],
  }).catch(() => undefined);
  if (!isRecord(answer)) return;
  const accepted = templateIds.filter((templateId) => answer[templateId] === 'accept');
  if (accepted.length > 0) await acceptMessages({ templateIds: accepted }).catch(() => undefined);
}
