import type { CodeSpace } from 'glass-easel-miniprogram-adapter';
import { bundle, configOf } from './bundle';
import { withShapedEvents } from './events';

/** What `App()` was given; the lifecycle methods the runner calls. */
export interface AppInstance {
  onLaunch?: (options: object) => void;
  onShow?: (options: object) => void;
  onHide?: () => void;
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

interface Surroundings {
  codeSpace: CodeSpace;
  wx: object;
  getCurrentPages: () => object[];
}

export interface LogicLayer {
  /** Runs app.js and returns what it registered. */
  launch: () => AppInstance;
  /** Runs a page's script and those of the components it uses. */
  loadPage: (path: string) => void;
}

/** `from` and `to` as in `require`: relative to the file, or absolute in the package. */
function resolve(from: string, to: string): string {
  const parts = to.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const path = parts.join('/');
  return path.endsWith('.js') ? path : `${path}.js`;
}

/** The logic layer: CommonJS modules that see `wx` and no browser. */
export function createLogicLayer({ codeSpace, wx, getCurrentPages }: Surroundings): LogicLayer {
  const loaded = new Map<string, { exports: unknown }>();
  const components = new Set<string>();
  let app: AppInstance | undefined;
  const globals = { wx, setTimeout, clearTimeout, setInterval, clearInterval, console };

  function load(file: string): unknown {
    const known = loaded.get(file);
    if (known) return known.exports;
    const run = bundle.logic[file];
    if (!run) throw new Error(`module "${file}" is not in the package`);
    const module = { exports: {} };
    loaded.set(file, module);
    codeSpace.componentEnv(file.replace(/\.js$/, ''), ({ Page, Component, Behavior }) => {
      run.call(
        undefined,
        (target: string) => load(resolve(file, target)),
        module,
        module.exports,
        wx,
        (instance: AppInstance) => void (app = instance),
        (definition: object) => Page(withShapedEvents(definition)),
        (definition: { methods?: Methods }) =>
          Component({ ...definition, methods: withShapedEvents(definition.methods ?? {}) }),
        Behavior,
        () => app,
        getCurrentPages,
        globals,
        globals,
      );
    });
    return module.exports;
  }

  function loadComponents(path: string): void {
    for (const target of Object.values(configOf(path).usingComponents ?? {})) {
      const file = resolve(`${path}.js`, target);
      if (components.has(file)) continue;
      components.add(file);
      loadComponents(file.replace(/\.js$/, ''));
      load(file);
    }
  }

  return {
    launch: () => {
      load('app.js');
      if (!app) throw new Error('app.js did not call App()');
      return app;
    },
    loadPage: (path) => {
      loadComponents(path);
      load(`${path}.js`);
    },
  };
}
