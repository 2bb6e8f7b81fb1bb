import Taro from '@tarojs/taro';
import { createStore, useStore } from './store';

const online = createStore(true);

/** Starts to watch whether the phone is on the network; called once when the app starts. */
export function watchNetwork(): void {
  if (process.env.TARO_ENV === 'h5') {
    const update = () => online.set(window.navigator.onLine);
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    update();
    return;
  }
  Taro.onNetworkStatusChange((change) => online.set(change.isConnected));
}

/** True while the phone says that it has a network. */
export function useOnline(): boolean {
  return useStore(online);
}
