import { asText, create } from './dom';
import { fire } from './events';

/** What icon types look like here: a sign in a circle is enough to recognise them. */
const ICON_SIGNS: Record<string, string> = {
  success: '✓',
  success_no_circle: '✓',
  info: 'i',
  warn: '!',
  waiting: '…',
  cancel: '×',
  download: '↓',
  search: '⌕',
  clear: '×',
};

const OBJECT_FIT: Record<string, string> = {
  scaleToFill: 'fill',
  aspectFit: 'contain',
  aspectFill: 'cover',
  widthFix: 'contain',
  heightFix: 'contain',
};

/** Paths of the package are served from assets/; data and web addresses stay as they are. */
function assetUrl(source: string): string {
  return /^(data:|https?:|blob:)/.test(source) ? source : `assets/${source.replace(/^\//, '')}`;
}

function pictureOf(host: HTMLElement): HTMLImageElement {
  const present = host.querySelector(':scope > img');
  if (present instanceof HTMLImageElement) return present;
  const picture = create('img', { attributes: { alt: '', 'data-part': '' } });
  picture.addEventListener('load', () => {
    fire(host, 'load', { width: picture.naturalWidth, height: picture.naturalHeight });
  });
  picture.addEventListener('error', () => fire(host, 'error', { errMsg: 'image:fail' }));
  host.append(picture);
  return picture;
}

type RichNode = Record<string, unknown>;

const asRecord = (value: unknown): RichNode =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** rich-text takes HTML or a tree of nodes; the tree's text is set as text, never as HTML. */
function richText(nodes: unknown): Node[] {
  if (Array.isArray(nodes)) return nodes.map((node) => richNode(asRecord(node)));
  const holder = create('template');
  holder.innerHTML = asText(nodes);
  return [holder.content];
}

function richNode({ type, text, name, attrs, children }: RichNode): Node {
  if (type === 'text') return document.createTextNode(asText(text));
  const element = document.createElement(asText(name) || 'div');
  for (const [key, value] of Object.entries(asRecord(attrs))) {
    element.setAttribute(key, asText(value));
  }
  element.append(...richText(children ?? []));
  return element;
}

function showSlide(host: HTMLElement, value: unknown): void {
  setTimeout(() => {
    host.scrollTo({ left: Number(value) * host.clientWidth, behavior: 'instant' });
  });
}

type DecorationRule = (host: HTMLElement, value: unknown) => void;

/** Built-in components that show something and ask nothing. */
const RULES: Record<string, Record<string, DecorationRule>> = {
  IMAGE: {
    src: (host, value) => {
      const source = asText(value);
      if (source === '') host.querySelector(':scope > img')?.remove();
      else pictureOf(host).src = assetUrl(source);
    },
    mode: (host, value) => {
      host.dataset.mode = asText(value);
      host.style.setProperty('--object-fit', OBJECT_FIT[asText(value)] ?? 'fill');
    },
  },
  ICON: {
    type: (host, value) => {
      host.dataset.type = asText(value);
      host.textContent = ICON_SIGNS[asText(value)] ?? '•';
    },
    size: (host, value) => host.style.setProperty('--icon-size', `${asText(value) || '23'}px`),
    color: (host, value) => host.style.setProperty('--icon-color', asText(value)),
  },
  PROGRESS: {
    percent: (host, value) => {
      host.setAttribute('max', '100');
      host.setAttribute('value', String(Number(value)));
    },
  },
  'RICH-TEXT': { nodes: (host, value) => host.replaceChildren(...richText(value)) },
  SWIPER: { current: showSlide },
};

/** @returns whether the attribute belongs to a built-in component of this file */
export function setDecorationAttribute(host: HTMLElement, name: string, value: unknown): boolean {
  const rule = RULES[host.tagName]?.[name];
  rule?.(host, value);
  return rule !== undefined;
}
