/** Longer ones leave holes between each other that a hand-held camera finds. */
const longestLine = 24;
const fontSizePx = 13;
const lineHeightPx = 18;
const tiltDegrees = 16;
const gapXPx = 24;
const gapYPx = 20;

/** Of what holds a watermark. */
export const holderClass = 'watermarked';

/** @returns the text in lines that break where it has spaces; nothing of it is lost */
export function watermarkLines(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const joined = [lines.at(-1), word].filter((part) => part !== undefined).join(' ');
    if (lines.length > 0 && joined.length <= longestLine) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** As wide as the line can be: what is not Latin fills its whole square. */
const widthPx = (line: string) =>
  Array.from(line).reduce((sum, sign) => sum + (sign < '\u0250' ? 0.65 : 1) * fontSizePx, 0);

const escaped = (line: string) =>
  line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @returns the declarations of a layer with those lines all over it, set like bricks */
function layerStyle(lines: readonly string[]): string {
  const textWidthPx = Math.max(...lines.map(widthPx));
  const textHeightPx = lines.length * lineHeightPx;
  const sin = Math.sin((tiltDegrees * Math.PI) / 180);
  const cos = Math.cos((tiltDegrees * Math.PI) / 180);
  const stepXPx = Math.ceil(textWidthPx * cos + textHeightPx * sin) + gapXPx;
  const stepYPx = Math.ceil(textWidthPx * sin + textHeightPx * cos) + gapYPx;
  const rows = lines.map(
    (line, index) =>
      `<tspan x="0" y="${(index + 0.75) * lineHeightPx - textHeightPx / 2}">${escaped(line)}</tspan>`,
  );
  const stamp = (x: number, y: number) =>
    `<text transform="translate(${x} ${y}) rotate(-${tiltDegrees})">${rows.join('')}</text>`;
  const image =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${stepXPx}" height="${2 * stepYPx}">` +
    `<g font-family="sans-serif" font-size="${fontSizePx}" text-anchor="middle" fill="#1a1d21" fill-opacity="0.16">` +
    stamp(stepXPx / 2, stepYPx / 2) +
    stamp(0, stepYPx * 1.5) +
    stamp(stepXPx, stepYPx * 1.5) +
    '</g></svg>';
  return [
    'position: absolute',
    'inset: 0',
    'pointer-events: none',
    `background-image: url("data:image/svg+xml,${encodeURIComponent(image)}")`,
  ].join('; ');
}

/** What is shown, and above it the watermark, whatever level in the page the shown is given. */
interface Inside {
  root: ShadowRoot;
  content: HTMLElement;
  layer: HTMLElement;
}

/** An element has one inside for ever; ours is closed, and so nobody else's. */
const insides = new WeakMap<Element, Inside>();

function insideOf(holder: Element): Inside {
  const known = insides.get(holder);
  if (known) return known;
  const root = holder.attachShadow({ mode: 'closed' });
  const content = document.createElement('div');
  content.append(document.createElement('slot'));
  const inside = { root, content, layer: document.createElement('div') };
  insides.set(holder, inside);
  return inside;
}

/** Nothing of the element but what was put there. */
const isAs = (element: Element, attributes: Readonly<Record<string, string>>) =>
  element.attributes.length === Object.keys(attributes).length &&
  Object.entries(attributes).every(([name, value]) => element.getAttribute(name) === value);

function dress(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const name of element.getAttributeNames()) element.removeAttribute(name);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/**
 * Lays a watermark over all of `holder` and keeps it there. It stands where neither the page's
 * scripts nor its style sheets reach; what a debugger changes of it, and what anybody changes of the
 * holder, is put right before the next frame is drawn. What lies over the whole page (the top layer, a
 * filter) is beyond it: who owns a screen owns what is on it.
 *
 * @param text in words with spaces between
 * @returns takes it away again
 */
export function keepWatermark(holder: Element, text: string): () => void {
  const { root, content, layer } = insideOf(holder);
  const asShould: [Element, Readonly<Record<string, string>>][] = [
    [holder, { class: holderClass }],
    [content, { style: 'isolation: isolate' }],
    [layer, { 'aria-hidden': 'true', style: layerStyle(watermarkLines(text)) }],
  ];
  const observer = new MutationObserver(putRight);

  function putRight(): void {
    for (const [element, attributes] of asShould) {
      if (!isAs(element, attributes)) dress(element, attributes);
    }
    const stands = root.children.length === 2 && root.children[0] === content;
    if (!stands || root.children[1] !== layer) root.replaceChildren(content, layer);
    observer.takeRecords();
  }

  observer.observe(holder, { attributes: true });
  observer.observe(root, { attributes: true, childList: true, subtree: true });
  putRight();
  return () => {
    observer.disconnect();
    root.replaceChildren(content);
  };
}
