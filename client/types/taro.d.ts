import '@tarojs/taro';

/** What app.json understands and Taro's types leave out. */
declare module '@tarojs/taro' {
  interface AppConfig {
    /** The mini-program uses CloudBase functions. */
    cloud?: boolean;
  }
}
