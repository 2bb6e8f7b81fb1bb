/** Longer ones leave holes between each other that a hand-held camera finds. */
const longestLine = 24;
const fontSizePx = 13;
const lineHeightPx = 18;
const tiltDegrees = 16;
const gapXPx = 24;
const gapYPx = 48;

const holderClass = 'watermarked';

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

/**
 * @returns the declarations of a layer with those lines all over it, set like bricks. None yields to
 * a style sheet, however important.
 */
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
  const declarations = {
    all: 'initial',
    display: 'block',
    position: 'absolute',
    inset: '0',
    'z-index': '999',
    'pointer-events': 'none',
    'background-image': `url("data:image/svg+xml,${encodeURIComponent(image)}")`,
  };
  return Object.entries(declarations)
    .map(([name, value]) => `${name}: ${value} !important;`)
    .join(' ');
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
 * Lays a watermark over all of `holder` and keeps it there: whatever somebody changes of it in the
 * page is put right before the next frame is drawn, however many changes follow each other.
 * @param text in words with spaces between
 * @returns takes it away again
 */
export function keepWatermark(holder: Element, text: string): () => void {
  const onHolder = { class: holderClass };
  const onLayer = {
    'aria-hidden': 'true',
    'data-watermark-layer': '',
    style: layerStyle(watermarkLines(text)),
  };
  let layer = document.createElement('div');
  const observer = new MutationObserver(putRight);

  function layAnew(): void {
    layer.remove();
    layer = document.createElement('div');
    dress(layer, onLayer);
    holder.append(layer);
    observer.observe(layer, { attributes: true });
  }

  function putRight(): void {
    if (!isAs(holder, onHolder)) dress(holder, onHolder);
    if (layer.parentElement !== holder || !isAs(layer, onLayer)) layAnew();
    observer.takeRecords();
  }

  observer.observe(holder, { attributes: true, childList: true });
  putRight();
  return () => {
    observer.disconnect();
    layer.remove();
  };
}
