/**
 * @module weapp-simulate
 *
 * Boots the compiled mini-program (client/dist/weapp) under jest and jsdom: WeChat's own template
 * compiler and component framework (miniprogram-simulate) draw it, Taro's bundle runs as it is
 * built.
 */
import fs from 'node:fs';
import path from 'node:path';

/** The compiled mini-program; `npm run build` makes it. */
export const WEAPP_DIST = path.resolve(__dirname, '../../client/dist/weapp');

const SCENE_FROM_LIST = 1001;
const POLL_MS = 10;
const WAIT_LIMIT_MS = 5000;

type Method = (this: unknown, ...args: unknown[]) => unknown;
type WxOverrides = Record<string, unknown>;

interface AppInstance {
  onLaunch?: (options: object) => void;
  onShow?: (options: object) => void;
}

interface PageDefinition {
  data?: object;
  options?: object;
  behaviors?: unknown[];
  [name: string]: unknown;
}

interface PageInstance {
  route?: string;
  __route__?: string;
  setData: (data: object, callback?: () => void) => void;
  onLoad: (query: Record<string, string>) => void;
  onShow: (options: object) => void;
  onReady: () => void;
  onUnload?: () => void;
}

/**
 * As much of jsdom's elements as is used here; the DOM's types would spill into all of Node's code.
 */
interface DomElement {
  textContent: string | null;
  append: (child: DomElement) => void;
  remove: () => void;
}

interface DomDocument {
  body: DomElement;
  createElement: (tag: string) => DomElement;
}

/** What the logic layer finds in its global scope, and jsdom's document. */
interface WeappGlobals {
  document?: DomDocument;
  __wxConfig?: object;
  wx?: Record<string, unknown>;
  App?: (app: AppInstance) => void;
  Page?: (definition: PageDefinition) => void;
  Component?: (definition: object) => void;
  getApp?: () => AppInstance | undefined;
  getCurrentPages?: () => PageInstance[];
}

interface RenderedNode {
  dom?: DomElement;
  dispatchEvent: (name: string, options?: object) => void;
  querySelector: (selector: string) => RenderedNode | undefined;
}

interface RenderedPage extends RenderedNode {
  instance: PageInstance;
  attach: (parent: DomElement) => void;
}

/**
 * As much of miniprogram-simulate as is used here. Its own types declare WeChat's globals for the
 * whole program, `require` and `console` among them.
 */
interface Simulator {
  load: (file: string, tagName: string, options: object) => string;
  render: (id: string) => RenderedPage;
}

/** A page that is open in the simulator. */
export interface SimulatedPage {
  instance: PageInstance;
  /** Every setData so far, oldest first: what Taro sent from the logic to the view. */
  setDataCalls: object[];
  /** All text, or that of one node; '' when there is no such node. */
  text: (selector?: string) => string;
  /** @throws Error when there is no such node */
  tap: (selector: string) => Promise<void>;
  /** Types into a field. @throws Error when there is no such node */
  input: (selector: string, value: string) => Promise<void>;
  /**
   * Sends any event, such as `change`, with its detail. @throws Error when there is no such node
   */
  send: (selector: string, event: string, detail: object) => Promise<void>;
  close: () => void;
}

export interface SimulatedApp {
  open: (route: string, query?: Record<string, string>) => Promise<SimulatedPage>;
  /** URLs of wx.navigateTo, redirectTo and reLaunch so far. */
  navigations: string[];
  /** Route of the first page in app.json. */
  home: string;
}

const globals: WeappGlobals & typeof globalThis = globalThis;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Taro renders asynchronously: asks again until the assertion holds, then lets its error speak. */
export async function waitFor(check: () => void, limitMs = WAIT_LIMIT_MS): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
    await pause(POLL_MS);
  }
}

interface Callbacks {
  url?: string;
  success?: (result: object) => void;
  complete?: (result: object) => void;
}

const WINDOW = { windowWidth: 390, windowHeight: 800, pixelRatio: 2, statusBarHeight: 0 };
const BASE = { SDKVersion: '3.8.12', language: 'zh_CN', fontSizeSetting: 16 };
const DEVICE = { platform: 'android', system: 'Android 14' };

function defaultWx(home: string, navigations: string[]): WxOverrides {
  const launch = () => ({ path: home, query: {}, scene: SCENE_FROM_LIST });
  const navigate = (options: Callbacks) => {
    navigations.push(options.url ?? '');
    options.success?.({ errMsg: 'ok' });
    options.complete?.({ errMsg: 'ok' });
    return Promise.resolve({ errMsg: 'ok' });
  };
  return {
    navigateTo: navigate,
    redirectTo: navigate,
    reLaunch: navigate,
    getSystemInfoSync: () => ({ ...WINDOW, ...BASE, ...DEVICE }),
    getWindowInfo: () => WINDOW,
    getAppBaseInfo: () => BASE,
    getDeviceInfo: () => DEVICE,
    getLaunchOptionsSync: launch,
    getEnterOptionsSync: launch,
    onNetworkStatusChange: () => undefined,
    cloud: { init: () => undefined, callFunction: () => new Promise(() => undefined) },
  };
}

const ensureWx = (): Record<string, unknown> => (globals.wx ??= {});

function newContainer(): DomElement {
  const { document } = globals;
  if (!document) throw new Error('this runs under jest-environment-jsdom only');
  const container = document.createElement('div');
  document.body.append(container);
  return container;
}

/** Turns what a page gives to Page() into the component that the simulator can draw. */
function asComponent(definition: PageDefinition): object {
  const methods: Record<string, Method> = {};
  for (const [name, value] of Object.entries(definition)) {
    if (typeof value === 'function') methods[name] = value as Method;
  }
  const { data = {}, options, behaviors } = definition;
  return { data, options, behaviors, methods };
}

/** Loads a page's files. @returns the id under which the simulator knows it */
function loadPage(simulate: Simulator, route: string): string {
  const register = globals.Component;
  const defined: PageDefinition[] = [];
  globals.Page = (definition) => {
    defined.push(definition);
    register?.(asComponent(definition));
  };
  const options = { rootPath: WEAPP_DIST, compiler: 'official' };
  const id = simulate.load(path.join(WEAPP_DIST, route), 'page', options);
  if (defined.length === 0) throw new Error(`${route} did not call Page()`);
  return id;
}

function recordSetData(instance: PageInstance): object[] {
  const calls: object[] = [];
  const setData = instance.setData.bind(instance);
  instance.setData = (data, callback) => {
    calls.push(data);
    setData(data);
    callback?.();
  };
  return calls;
}

function pageHandle(
  rendered: RenderedPage,
  parent: DomElement,
  setDataCalls: object[],
): SimulatedPage {
  const node = (selector: string): RenderedNode => {
    const found = rendered.querySelector(selector);
    if (!found) throw new Error(`no node ${selector} in: ${parent.textContent ?? ''}`);
    return found;
  };
  const send = async (selector: string, event: string, detail: object) => {
    node(selector).dispatchEvent(event, { detail });
    await pause(0);
  };
  return {
    instance: rendered.instance,
    setDataCalls,
    text: (selector) => {
      const node = selector ? rendered.querySelector(selector)?.dom : parent;
      // a no-break space reads like any other
      return (node?.textContent ?? '').replaceAll('\u00a0', ' ');
    },
    tap: (selector) => send(selector, 'tap', {}),
    input: (selector, value) => send(selector, 'input', { value }),
    send,
    close: () => {
      rendered.instance.onUnload?.();
      parent.remove();
    },
  };
}

const readHome = (): string => {
  const file = path.join(WEAPP_DIST, 'app.json');
  if (!fs.existsSync(file)) throw new Error('client/dist/weapp is empty: npm run build first');
  const config = JSON.parse(fs.readFileSync(file, 'utf8')) as { pages: [string] };
  return config.pages[0];
};

function launch(home: string): void {
  let app: AppInstance | undefined;
  globals.App = (instance) => void (app = instance);
  globals.getApp = () => app;
  // The bundle is loaded anew for each app, so it cannot be a static import.
  jest.requireActual(path.join(WEAPP_DIST, 'app.js'));
  const options = { path: home, query: {}, scene: SCENE_FROM_LIST };
  app?.onLaunch?.(options);
  app?.onShow?.(options);
}

/**
 * Boots the app afresh.
 * @param wxOverrides functions of `wx` that the test wants to see called or to answer itself
 */
export function bootWeapp(wxOverrides: WxOverrides = {}): SimulatedApp {
  jest.resetModules();
  const instances: PageInstance[] = [];
  const navigations: string[] = [];
  const home = readHome();
  globals.__wxConfig = {};
  delete globals.wx;
  globals.getCurrentPages = () => instances;
  const simulate = jest.requireActual<Simulator>('miniprogram-simulate');
  // Loading the simulator put its own wx in place: ours goes over it.
  Object.assign(ensureWx(), defaultWx(home, navigations), wxOverrides);
  launch(home);

  const open = async (route: string, query: Record<string, string> = {}) => {
    const rendered = simulate.render(loadPage(simulate, route));
    const parent = newContainer();
    rendered.attach(parent);
    const { instance } = rendered;
    instance.route = instance.__route__ = route;
    const setDataCalls = recordSetData(instance);
    instances.push(instance);
    instance.onLoad(query);
    instance.onShow({});
    instance.onReady();
    await waitFor(() => {
      if (setDataCalls.length === 0) throw new Error(`${route} has not drawn anything`);
    });
    return pageHandle(rendered, parent, setDataCalls);
  };
  return { open, navigations, home };
}
