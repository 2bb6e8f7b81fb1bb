import { useEffect } from 'react';
import { useDidShow } from '@tarojs/taro';
import type { Output } from '@yibao/shared/contracts';
import { call } from './call';
import { createStore, useStore } from './store';

export type AppInfo = Output<'identity.appInfo'>;

const appInfo = createStore<AppInfo | undefined>(undefined);
let underWay: Promise<AppInfo | undefined> | undefined;

/** Business time, region and sandbox addresses; undefined when they cannot be had now. */
export function loadAppInfo(): Promise<AppInfo | undefined> {
  underWay ??= call('identity.appInfo', {})
    .then((info) => {
      appInfo.set(info);
      return info;
    })
    .catch(() => appInfo.get())
    .finally(() => {
      underWay = undefined;
    });
  return underWay;
}

/** What is known already, without asking: for what has to happen within a tap. */
export const knownAppInfo = (): AppInfo | undefined => appInfo.get();

/** What the app knows of its surroundings. Outside the sandbox it is asked once a session. */
export function useAppInfo(): AppInfo | undefined {
  const info = useStore(appInfo);
  useEffect(() => {
    if (!appInfo.get()) void loadAppInfo();
  }, []);
  useDidShow(() => {
    if (appInfo.get()?.sandbox) void loadAppInfo();
  });
  return info;
}

/** The number people call for help. */
export const HOTLINE = '12393';
