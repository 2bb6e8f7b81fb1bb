import Taro from '@tarojs/taro';

/**
 * What `task` answers. A full or forbidden storage is no reason to stop a person from working: it
 * reads as empty and drops what is written.
 */
export function tolerate<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch (refused) {
    console.warn('the device keeps nothing for us', refused);
    return undefined;
  }
}

/** What this device keeps under `key`; undefined when that is nothing. */
export function readStored(key: string): unknown {
  const value: unknown = tolerate<unknown>(() => Taro.getStorageSync(key));
  return value === '' ? undefined : value;
}

/** Keeps `value` (plain data) under `key` on this device; `undefined` removes it. */
export function writeStored(key: string, value: unknown): void {
  tolerate(() => {
    if (value === undefined) Taro.removeStorageSync(key);
    else Taro.setStorageSync(key, value);
  });
}

/** True for a plain object, whose properties may then be looked at one by one. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
