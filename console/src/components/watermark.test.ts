/** @jest-environment jsdom */
import { keepWatermark, watermarkLines } from './watermark';

const text = '相山人寿保险 张三 2025 年 11 月 20 日 10:00 查询编号 1f0c';

let holder: HTMLElement;
let stop: () => void;

const layers = () => [...holder.querySelectorAll<HTMLElement>('[data-watermark-layer]')];
/** What an observer hears of is told to it when the running task is through. */
const afterThisTask = () => Promise.resolve();

beforeEach(() => {
  document.body.innerHTML = '<div class="watermarked"><p>结算</p></div>';
  holder = document.querySelector<HTMLElement>('.watermarked')!;
  stop = keepWatermark(holder, text);
});

afterEach(() => stop());

describe('the lines of a watermark', () => {
  test('break at spaces and lose nothing', () => {
    const lines = watermarkLines(text);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(text);
    expect(lines.every(({ length }) => length <= 24)).toBe(true);
  });

  test('a word that is longer than a line has one to itself', () => {
    const id = '0'.repeat(36);
    expect(watermarkLines(`查询编号 ${id} 完`)).toEqual(['查询编号', id, '完']);
  });
});

describe('the layer', () => {
  test('has the whole text in its picture, signs of markup too', () => {
    stop();
    stop = keepWatermark(holder, '甲<乙>&公司 张三');
    const image = decodeURIComponent(layers()[0]!.getAttribute('style')!);
    expect(image).toContain('甲&lt;乙&gt;&amp;公司 张三');
    expect(image).not.toContain('甲<');
  });

  type Tamper = [what: string, tamper: (layer: HTMLElement) => void];
  const tampers: Tamper[] = [
    ['is removed', (layer) => layer.remove()],
    ['is moved elsewhere', (layer) => document.body.append(layer)],
    ['is seen through', (layer) => layer.style.setProperty('opacity', '0', 'important')],
    ['has another picture', (layer) => layer.style.setProperty('background-image', 'none')],
    ['is without a style', (layer) => layer.removeAttribute('style')],
    ['is hidden', (layer) => layer.setAttribute('hidden', '')],
    ['has a class', (layer) => layer.setAttribute('class', 'gone')],
    ['has a holder it does not cover', () => holder.setAttribute('style', 'position: static')],
    ['has a holder without its class', () => holder.removeAttribute('class')],
    ['is washed away with all there is', () => holder.replaceChildren()],
  ];

  test.each(tampers)('that %s is there again as it was', async (_, tamper) => {
    const [first] = layers();
    const before = first!.getAttribute('style');
    tamper(first!);
    await afterThisTask();
    expect(layers().map((layer) => layer.getAttribute('style'))).toEqual([before]);
    expect(layers()[0]!.getAttributeNames().sort()).toEqual([
      'aria-hidden',
      'data-watermark-layer',
      'style',
    ]);
    expect(holder.getAttributeNames()).toEqual(['class']);
    expect(holder.className).toBe('watermarked');
  });

  test.each(tampers)('that %s right after it came back comes back again', async (_, tamper) => {
    for (let round = 0; round < 3; round += 1) {
      const [layer] = layers();
      const before = layer!.getAttribute('style');
      tamper(layer!);
      await afterThisTask();
      expect(layers().map((one) => one.getAttribute('style'))).toEqual([before]);
    }
  });

  test('leaves the page be that changes what is under it', async () => {
    const [layer] = layers();
    holder.prepend(document.createElement('table'));
    holder.querySelector('p')!.textContent = '别的';
    await afterThisTask();
    expect(layers()).toEqual([layer]);
  });

  test('goes when it is taken away, and does not come back', async () => {
    stop();
    await afterThisTask();
    expect(layers()).toEqual([]);
    expect(holder.textContent).toBe('结算');
  });
});
