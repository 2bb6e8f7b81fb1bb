/** What a file of the logic layer is given, in this order; runtime/modules.ts calls it so. */
const PROVIDED = [
  'require',
  'module',
  'exports',
  'wx',
  'App',
  'Page',
  'Component',
  'Behavior',
  'getApp',
  'getCurrentPages',
  'globalThis',
  'global',
];

/** What a browser has and WeChat's logic layer has not: undefined there, so undefined here. */
const ABSENT = [
  'window',
  'document',
  'self',
  'frames',
  'top',
  'parent',
  'location',
  'navigator',
  'history',
  'screen',
  'localStorage',
  'sessionStorage',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'URL',
  'URLSearchParams',
  'Blob',
  'FormData',
  'AbortController',
  'TextEncoder',
  'TextDecoder',
  'MutationObserver',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'queueMicrotask',
  'structuredClone',
  'performance',
  'crypto',
  'alert',
  'confirm',
  'prompt',
];

/** @param scripts sources by path @returns a JavaScript expression: CommonJS functions by path */
export function compileLogic(scripts: Record<string, string>): string {
  const parameters = [...PROVIDED, ...ABSENT].join(',');
  const modules = Object.entries(scripts).map(
    ([name, source]) => `${JSON.stringify(name)}: function(${parameters}) {${source}\n}`,
  );
  return `{${modules.join(',\n')}}`;
}
