import path from 'node:path';
import { defineConfig } from '@tarojs/cli';
import { FirstLoadPlugin } from './plugins/first-load';

const fromHere = (...parts: string[]) => path.resolve(__dirname, ...parts);

/** Workspace packages are TypeScript sources: Taro must compile them as it compiles ours. */
const WORKSPACE_SOURCES = [fromHere('../../shared')];

const OWN_CONFIGURATION = [
  __filename,
  fromHere('../babel.config.js'),
  ...['aria.js', 'aria-attributes.js', 'aria-runtime.js', 'first-load.js'].map((name) =>
    fromHere('plugins', name),
  ),
];

/** Terser may not quote keys: it would quote private class fields too, which no engine parses. */
const TERSER = { enable: true, config: { output: { quote_keys: false } } };

/** One source, two targets: the mini-program in dist/weapp and the site in dist/h5. */
export default defineConfig({
  projectName: 'yibao',
  date: '2025-11-20',
  designWidth: 750,
  deviceRatio: { 375: 2, 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
  sourceRoot: 'src',
  outputRoot: `dist/${process.env.TARO_ENV}`,
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  plugins: [fromHere('plugins/aria.js')],
  defineConstants: {
    CLOUD_ENV_ID: JSON.stringify(process.env.YIBAO_CLOUD_ENV_ID ?? ''),
    GATEWAY_BASE_URL: JSON.stringify(process.env.YIBAO_GATEWAY_BASE_URL ?? ''),
  },
  alias: { '@': fromHere('../src') },
  // Taro names its own files as what the cache depends on; ours are added here.
  cache: { enable: true, buildDependencies: { config: OWN_CONFIGURATION } },
  terser: TERSER,
  mini: {
    compile: { include: WORKSPACE_SOURCES },
    postcss: { pxtransform: { enable: true, config: {} }, cssModules: { enable: false } },
  },
  h5: {
    publicPath: '/',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    compile: { include: WORKSPACE_SOURCES },
    output: {
      filename: 'js/[name].[contenthash:8].js',
      chunkFilename: 'js/[name].[contenthash:8].js',
    },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    webpackChain(chain) {
      chain.plugin('first-load').use(FirstLoadPlugin, [
        {
          entryPage: 'pages/home/index',
          reportPath: fromHere('../dist/h5-first-load.json'),
        },
      ]);
    },
    postcss: { autoprefixer: { enable: true, config: {} }, cssModules: { enable: false } },
  },
});
