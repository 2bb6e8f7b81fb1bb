import { settings } from '../settings';
import { asyncApi, WxFailure, type Callbacks } from './settle';

/** Kept per user, so that a reload is a relaunch and two users do not see each other's. */
const PREFIX = `wx:${settings.user}:`;

interface KeyOptions extends Callbacks {
  key: string;
}

interface DataOptions extends KeyOptions {
  data: unknown;
}

const keys = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));

const read = (key: string): { data: unknown } | undefined => {
  const text = localStorage.getItem(PREFIX + key);
  return text === null ? undefined : { data: JSON.parse(text) };
};

/** WeChat keeps what JSON can say, and the type with it. */
const write = (key: string, data: unknown) => {
  localStorage.setItem(PREFIX + key, JSON.stringify(data ?? ''));
};

const remove = (key: string) => localStorage.removeItem(PREFIX + key);
const clear = () => keys().forEach(remove);

const info = () => ({ keys: keys(), currentSize: 1, limitSize: 10_240 });

const done = (action: () => void) => {
  action();
  return {};
};

export const storageApi = {
  getStorageSync: (key: string): unknown => read(key)?.data ?? '',
  setStorageSync: write,
  removeStorageSync: remove,
  clearStorageSync: clear,
  getStorageInfoSync: info,
  getStorage: asyncApi<KeyOptions>('getStorage', ({ key = '' }) => {
    const found = read(key);
    if (!found) throw new WxFailure('data not found');
    return found;
  }),
  setStorage: asyncApi<DataOptions>('setStorage', ({ key = '', data }) =>
    done(() => write(key, data)),
  ),
  removeStorage: asyncApi<KeyOptions>('removeStorage', ({ key = '' }) => done(() => remove(key))),
  clearStorage: asyncApi('clearStorage', () => done(clear)),
  getStorageInfo: asyncApi('getStorageInfo', info),
};
