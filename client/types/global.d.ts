/// <reference types="@tarojs/taro" />

declare module '*.png';
declare module '*.svg';
declare module '*.scss';
declare module '*.css';

declare namespace NodeJS {
  interface ProcessEnv {
    /**
     * The target of this build. Taro puts the literal in place, so that dead branches fall away.
     */
    TARO_ENV: 'weapp' | 'h5';
    NODE_ENV: 'development' | 'production';
  }
}

/** CloudBase environment id that the mini-program calls; '' lets WeChat choose the default one. */
declare const CLOUD_ENV_ID: string;

/** Where the H5 site finds the gateway; '' is the site's own origin. No slash at the end. */
declare const GATEWAY_BASE_URL: string;
