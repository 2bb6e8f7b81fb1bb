import { settings, USER_HEADER } from '../settings';
import { WxFailure } from './settle';

/**
 * @returns the answer's JSON
 * @throws WxFailure when there is no answer or it is an error
 */
export async function postJson(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [USER_HEADER]: settings.user },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new WxFailure(`network: ${error instanceof Error ? error.message : 'unreachable'}`, -1);
  });
  const text = await response.text();
  if (!response.ok) throw new WxFailure(`HTTP ${response.status}: ${text}`, response.status);
  return text === '' ? {} : JSON.parse(text);
}
