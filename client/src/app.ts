import type { PropsWithChildren } from 'react';
import Taro, { useLaunch, usePageNotFound } from '@tarojs/taro';
import { goHome } from '@/services/navigate';
import { watchNetwork } from '@/services/network';
import { loadPreferences } from '@/services/preferences';
import './app.scss';

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    if (process.env.TARO_ENV === 'weapp') {
      Taro.cloud.init(CLOUD_ENV_ID ? { env: CLOUD_ENV_ID } : {});
    }
    loadPreferences();
    watchNetwork();
  });
  // an old link or a mistyped one still leads somewhere
  usePageNotFound(goHome);
  return children;
}
