import type { GeneralBackendElement } from 'glass-easel';
import type { Root } from 'glass-easel-miniprogram-adapter';
import { appConfig, bundle, configOf, isPage, type StaticConfig } from './bundle';
import { create } from './dom';
import type { Space } from './space';

/** WeChat refuses an eleventh page on the stack. */
const STACK_LIMIT = 10;

/** The lifecycle methods of a page that the runner calls, and where the page stands. */
interface PageInstance {
  route?: string;
  __route__?: string;
  onLoad?: (query: Record<string, string>) => void;
  onShow?: (options: object) => void;
  onReady?: () => void;
  onHide?: () => void;
  onUnload?: () => void;
  onReachBottom?: () => void;
  onPageScroll?: (position: { scrollTop: number }) => void;
}

interface OpenPage {
  path: string;
  section: HTMLElement;
  title: HTMLElement;
  root: Root;
  instance: PageInstance;
  scrollTop: number;
}

// glass-easel describes a DOM of its own, of which the browser's is one: the types do not say so.
const asBackendElement = (element: HTMLElement) => element as unknown as GeneralBackendElement;

const stackElement = (): HTMLElement => {
  const element = document.getElementById('stack');
  if (!element) throw new Error('index.html holds no #stack');
  return element;
};

/** A page's own sheet holds only while that page is on top. */
function installStyles(): (topPath: string) => void {
  const pageSheets = Object.entries(bundle.styles).map(([path, css]) => {
    const sheet = create('style', { text: css, attributes: { 'data-wxss': path } });
    document.head.append(sheet);
    return { path, sheet };
  });
  return (topPath) => {
    for (const { path, sheet } of pageSheets) {
      sheet.disabled = isPage(path) && path !== topPath;
    }
  };
}

function navigationBar(config: StaticConfig, onBack: (() => void) | undefined) {
  const title = create('span', { text: config.navigationBarTitleText ?? '' });
  const bar = create('header', { class: 'nav', children: [title] });
  bar.style.background = config.navigationBarBackgroundColor ?? '#000000';
  bar.style.color = config.navigationBarTextStyle === 'black' ? '#000000' : '#ffffff';
  bar.hidden = config.navigationStyle === 'custom';
  if (onBack) {
    const back = create('button', { text: '‹', attributes: { 'aria-label': '返回' } });
    back.addEventListener('click', onBack);
    bar.prepend(back);
  }
  return { bar, title };
}

/** The page stack: what `wx.navigateTo` and its kin work on. */
export class PageStack {
  private readonly pages: OpenPage[] = [];
  private readonly showStylesOf = installStyles();

  constructor(
    private readonly space: Space,
    private readonly loadPage: (path: string) => void,
  ) {
    window.addEventListener('scroll', () => this.top?.instance.onPageScroll?.(this.scroll()));
    window.addEventListener('scrollend', () => {
      const atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 1;
      if (atEnd) this.top?.instance.onReachBottom?.();
    });
  }

  private get top(): OpenPage | undefined {
    return this.pages.at(-1);
  }

  private scroll = () => ({ scrollTop: window.scrollY });

  instances = (): object[] => this.pages.map(({ instance }) => instance);

  /** The element that holds the top page, for selector queries. */
  topSection = (): HTMLElement => this.top?.section ?? stackElement();

  setTitle(text: string): void {
    if (!this.top) return;
    this.top.title.textContent = text;
    document.title = text;
  }

  /** @throws Error in WeChat's words when there is no such page or the stack is full */
  open(url: string): void {
    const [address = '', search = ''] = url.replace(/^\//, '').split('?');
    const path = this.resolvePath(address);
    if (this.pages.length >= STACK_LIMIT) throw new Error('webview count limit exceed');
    this.loadPage(path);
    this.hideTop();
    const page = this.create(path);
    this.pages.push(page);
    page.instance.onLoad?.(Object.fromEntries(new URLSearchParams(search)));
    this.showTop();
    page.instance.onReady?.();
  }

  /** Closes pages from the top; the first one stays. */
  back(delta: number): void {
    for (let left = delta; left > 0 && this.pages.length > 1; left -= 1) this.closeTop();
    this.showTop();
  }

  /** @throws Error when there is no such page; the stack then stays as it is */
  replaceTop(url: string): void {
    this.resolvePath(url.replace(/^\//, '').split('?')[0] ?? '');
    this.closeTop();
    this.open(url);
  }

  /** @throws Error when there is no such page; the stack then stays as it is */
  replaceAll(url: string): void {
    this.resolvePath(url.replace(/^\//, '').split('?')[0] ?? '');
    while (this.pages.length > 0) this.closeTop();
    this.open(url);
  }

  private resolvePath(address: string): string {
    const path = address.startsWith('.')
      ? new URL(address, `http://package/${this.top?.path ?? ''}`).pathname.slice(1)
      : address;
    if (!isPage(path)) throw new Error(`page "${path}" is not found`);
    return path;
  }

  private create(path: string): OpenPage {
    const config: StaticConfig = { ...appConfig.window, ...configOf(path) };
    const onBack = this.pages.length > 0 ? () => this.back(1) : undefined;
    const { bar, title } = navigationBar(config, onBack);
    const placeholder = create('div');
    const host = document.createElement('wx-page');
    host.append(placeholder);
    const section = create('section', {
      attributes: { 'data-route': path },
      children: [bar, host],
    });
    stackElement().append(section);
    const root = this.space.backend.createRoot('div', this.space.codeSpace, path);
    const caller: object = root.get();
    const instance: PageInstance = caller;
    instance.route = instance.__route__ = path;
    root.attach(asBackendElement(host), asBackendElement(placeholder));
    return { path, section, title, root, instance, scrollTop: 0 };
  }

  private hideTop(): void {
    if (!this.top) return;
    this.top.scrollTop = window.scrollY;
    this.top.instance.onHide?.();
  }

  private showTop(): void {
    if (!this.top) return;
    this.showStylesOf(this.top.path);
    document.title = this.top.title.textContent;
    window.scrollTo(0, this.top.scrollTop);
    this.top.instance.onShow?.({});
  }

  private closeTop(): void {
    const page = this.pages.pop();
    if (!page) return;
    page.instance.onUnload?.();
    page.root.release();
    page.section.remove();
  }
}
