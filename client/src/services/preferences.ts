import Taro from '@tarojs/taro';
import { isRecord, readStored, writeStored } from './storage';
import { createStore, useStore } from './store';

/** What a person chose about the look of the app. Stays on the device. */
export interface Preferences {
  /** Larger text and targets. */
  elder: boolean;
  /** Amounts are dots until held. */
  hideAmounts: boolean;
}

const KEY = 'preferences';
/** WeChat's own text size, in its units; 17 is the standard, 20 and more was chosen to see better. */
const LARGE_SYSTEM_FONT = 20;

const preferences = createStore<Preferences>({ elder: false, hideAmounts: false });

function systemFontIsLarge(): boolean {
  if (process.env.TARO_ENV !== 'weapp') return false;
  if (!Taro.canIUse('getAppBaseInfo')) return false;
  const info: unknown = Taro.getAppBaseInfo();
  return (
    isRecord(info) &&
    typeof info.fontSizeSetting === 'number' &&
    info.fontSizeSetting >= LARGE_SYSTEM_FONT
  );
}

/** Reads the choices of this device; on the first start elder mode follows the system's text size. */
export function loadPreferences(): void {
  const stored = readStored(KEY);
  if (isRecord(stored)) {
    preferences.set({ elder: stored.elder === true, hideAmounts: stored.hideAmounts === true });
    return;
  }
  preferences.set({ elder: systemFontIsLarge(), hideAmounts: false });
}

/** Changes some of the choices and keeps them on this device. */
export function setPreferences(change: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...change };
  preferences.set(next);
  writeStored(KEY, next);
}

/** The choices, kept up to date in a component. */
export function usePreferences(): Preferences {
  return useStore(preferences);
}
