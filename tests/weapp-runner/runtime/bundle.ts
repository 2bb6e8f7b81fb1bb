import type { template } from 'glass-easel';

/** A page's or component's JSON, as far as the runner reads it. */
export interface StaticConfig {
  component?: boolean;
  usingComponents?: Record<string, string>;
  navigationBarTitleText?: string;
  navigationBarBackgroundColor?: string;
  navigationBarTextStyle?: 'black' | 'white';
  navigationStyle?: 'default' | 'custom';
}

export interface AppConfig {
  pages: string[];
  subPackages?: { root: string; pages: string[] }[];
  window?: StaticConfig;
}

type TemplateContent = template.ComponentTemplate['content'];

/** One file of the logic layer: a CommonJS function, see compile/logic.ts for its parameters. */
export type LogicModule = (this: undefined, ...provided: unknown[]) => void;

/** What build.ts leaves in bundle.js. Keys are paths without extension; of scripts, with it. */
export interface WeappBundle {
  json: Record<string, unknown>;
  styles: Record<string, string>;
  templates: Record<string, TemplateContent>;
  logic: Record<string, LogicModule>;
}

declare global {
  interface Window {
    __WEAPP__: WeappBundle;
  }
}

export const bundle: WeappBundle = window.__WEAPP__;

/** The JSON beside a page or component; an empty one where there is none. */
export const configOf = (path: string): StaticConfig => bundle.json[path] ?? {};

// build.ts put app.json there as it stood in dist.
export const appConfig = bundle.json.app as AppConfig;

const PAGE_PATHS = new Set([
  ...appConfig.pages,
  ...(appConfig.subPackages ?? []).flatMap(({ root, pages }) =>
    pages.map((page) => `${root.replace(/\/$/, '')}/${page}`),
  ),
]);

export const isPage = (path: string): boolean => PAGE_PATHS.has(path);

export const HOME_PAGE = appConfig.pages[0] ?? '';
