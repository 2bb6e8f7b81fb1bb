import { HOME_PAGE } from '../bundle';
import { settings } from '../settings';
import { asyncApi, type Callbacks } from './settle';

const SDK_VERSION = '3.8.12';
const NAVIGATION_BAR_PX = 44;

const windowInfo = () => {
  const { innerWidth: width, innerHeight: height, devicePixelRatio: pixelRatio } = window;
  const safeArea = { left: 0, right: width, top: 0, bottom: height, width, height };
  return {
    pixelRatio,
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight: height - NAVIGATION_BAR_PX,
    statusBarHeight: 0,
    screenTop: NAVIGATION_BAR_PX,
    safeArea,
  };
};

const deviceInfo = () => ({
  brand: 'runner',
  model: 'Chromium',
  system: 'Android 14',
  platform: 'android',
  memorySize: 8192,
});

const appBaseInfo = () => ({
  SDKVersion: SDK_VERSION,
  version: '8.0.60',
  language: 'zh_CN',
  theme: 'light',
  enableDebug: false,
  fontSizeScaleFactor: settings.fontSizePx / 16,
  fontSizeSetting: settings.fontSizePx,
  host: { appId: '' },
});

const systemInfo = () => ({ ...windowInfo(), ...deviceInfo(), ...appBaseInfo() });

/** Scene 1001: opened from the list of mini-programs. */
export const launchOptions = () => ({ path: HOME_PAGE, query: {}, scene: 1001, referrerInfo: {} });

const networkInfo = () => ({
  isConnected: navigator.onLine,
  networkType: navigator.onLine ? 'wifi' : 'none',
});

type NetworkListener = (info: ReturnType<typeof networkInfo>) => void;
const networkListeners = new Set<NetworkListener>();
for (const type of ['online', 'offline']) {
  window.addEventListener(type, () => {
    for (const listener of networkListeners) listener(networkInfo());
  });
}

/** The newest version is always the one that runs. */
const updateManager = {
  onCheckForUpdate: (listener: (result: object) => void) => {
    setTimeout(() => listener({ hasUpdate: false }));
  },
  onUpdateReady: () => undefined,
  onUpdateFailed: () => undefined,
  applyUpdate: () => undefined,
};

interface ClipboardOptions extends Callbacks {
  data: string;
}

let clipboard = '';

/** What the phone and WeChat say about themselves. */
export const systemApi = {
  canIUse: (name: string): boolean => name !== '',
  nextTick: (callback: () => void) => void setTimeout(callback),
  getSystemInfoSync: systemInfo,
  getSystemInfo: asyncApi('getSystemInfo', systemInfo),
  getSystemInfoAsync: asyncApi('getSystemInfoAsync', systemInfo),
  getWindowInfo: windowInfo,
  getDeviceInfo: deviceInfo,
  getAppBaseInfo: appBaseInfo,
  getLaunchOptionsSync: launchOptions,
  getEnterOptionsSync: launchOptions,
  getAccountInfoSync: () => ({
    miniProgram: { appId: settings.appId, envVersion: 'develop', version: '' },
  }),
  getMenuButtonBoundingClientRect: () => {
    const right = window.innerWidth - 8;
    return { width: 88, height: 32, top: 6, bottom: 38, left: right - 88, right };
  },
  getNetworkType: asyncApi('getNetworkType', networkInfo),
  onNetworkStatusChange: (listener: NetworkListener) => void networkListeners.add(listener),
  offNetworkStatusChange: (listener?: NetworkListener) => {
    if (listener) networkListeners.delete(listener);
    else networkListeners.clear();
  },
  getUpdateManager: () => updateManager,
  setClipboardData: asyncApi<ClipboardOptions>('setClipboardData', ({ data = '' }) => {
    clipboard = data;
    return {};
  }),
  getClipboardData: asyncApi('getClipboardData', () => ({ data: clipboard })),
  vibrateShort: asyncApi('vibrateShort', () => ({})),
  vibrateLong: asyncApi('vibrateLong', () => ({})),
  makePhoneCall: asyncApi('makePhoneCall', () => ({})),
  getPrivacySetting: asyncApi('getPrivacySetting', () => ({
    needAuthorization: false,
    privacyContractName: '《用户隐私保护指引》',
  })),
  onNeedPrivacyAuthorization: () => undefined,
  requirePrivacyAuthorize: asyncApi('requirePrivacyAuthorize', () => ({})),
  openPrivacyContract: asyncApi('openPrivacyContract', () => ({})),
  getSetting: asyncApi('getSetting', () => ({ authSetting: {}, subscriptionsSetting: {} })),
};
