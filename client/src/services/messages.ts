import Taro from '@tarojs/taro';
import { knownAppInfo, loadAppInfo } from './app-info';
import { createMutation } from './mutation';
import { isRecord } from './storage';

const acceptMessages = createMutation('identity.acceptMessages');
/** WeChat asks for at most three templates at once. */
const MAX_TEMPLATES = 3;

/** Whether this is where WeChat can ask at all: not in a browser. */
export const canAskForMessages = (): boolean => process.env.TARO_ENV === 'weapp';

/** 'acceptWithAudio': the person wants to hear it read out as well. */
const isYes = (answer: unknown): boolean => answer === 'accept' || answer === 'acceptWithAudio';

/**
 * Asks the person to allow WeChat messages about `topics`; to be called inside a tap. Declining is
 * fine, and so is a phone that cannot ask: messages also stand in the app. Never rejects.
 *
 * @returns how many kinds were allowed and written down
 */
export async function allowMessages(topics: readonly string[]): Promise<number> {
  if (!canAskForMessages()) return 0;
  // WeChat asks within a tap only: what is known already is not fetched again before it
  const info = knownAppInfo() ?? (await loadAppInfo());
  const templateIds = (info?.subscribeTemplates ?? [])
    .filter((template) => topics.includes(template.topic))
    .map((template) => template.templateId)
    .slice(0, MAX_TEMPLATES);
  if (templateIds.length === 0) return 0;
  // Messages are a courtesy: what the person came for goes on without them.
  const answer: unknown = await Taro.requestSubscribeMessage({
    tmplIds: templateIds,
    entityIds: [],
  }).catch(() => undefined);
  if (!isRecord(answer)) return 0;
  const accepted = templateIds.filter((templateId) => isYes(answer[templateId]));
  if (accepted.length === 0) return 0;
  return acceptMessages({ templateIds: accepted }).then(
    () => accepted.length,
    () => 0,
  );
}

/** The same on the way to something else: how it was answered does not matter. */
export async function askForMessages(topics: readonly string[]): Promise<void> {
  await allowMessages(topics);
}
