/** @jest-environment jsdom */
import { keepWatermark, watermarkLines } from './watermark';

const text = '相山人寿保险 张三 2025 年 11 月 20 日 10:00 查询编号 1f0c';

let holder: HTMLElement;
let root: ShadowRoot;
let stop: () => void;

const layer = () => root.lastElementChild as HTMLElement;
/** All there is of it, and of what holds it. */
const drawn = () => [root.innerHTML, holder.getAttributeNames().join(), holder.className];
/** What an observer hears of is told to it when the running task is through. */
const afterThisTask = () => Promise.resolve();

beforeEach(() => {
  document.body.innerHTML = '<div class="watermarked"><p>结算</p></div>';
  holder = document.querySelector<HTMLElement>('.watermarked')!;
  // as a debugger sees it: to a script of the page it is closed
  const attach = jest.spyOn(holder, 'attachShadow');
  stop = keepWatermark(holder, text);
  root = attach.mock.results[0]!.value as ShadowRoot;
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
    const image = decodeURIComponent(layer().getAttribute('style')!);
    expect(image).toContain('甲&lt;乙&gt;&amp;公司 张三');
    expect(image).not.toContain('甲<');
  });

  test('stands above what is shown, out of reach of the page', () => {
    expect(holder.shadowRoot).toBeNull();
    expect(() => holder.attachShadow({ mode: 'open' })).toThrow();
    const [content, above, ...more] = root.children;
    expect([above, more]).toEqual([layer(), []]);
    expect(content?.getAttribute('style')).toBe('isolation: isolate');
    expect(content?.querySelector('slot')).not.toBeNull();
    expect(holder.textContent).toBe('结算');
  });

  test.each<[string, () => void]>([
    ['is removed', () => layer().remove()],
    ['is moved elsewhere', () => document.body.append(layer())],
    ['is seen through', () => layer().style.setProperty('opacity', '0', 'important')],
    ['is without a style', () => layer().removeAttribute('style')],
    ['is hidden', () => layer().setAttribute('hidden', '')],
    ['lies under what is shown', () => root.prepend(layer())],
    ['lies under something else', () => root.append(document.createElement('div'))],
    ['shares its level', () => root.firstElementChild!.removeAttribute('style')],
    ['has a style sheet', () => root.append(document.createElement('style'))],
    ['is washed away', () => root.replaceChildren()],
    ['has a holder it does not cover', () => holder.setAttribute('style', 'position: static')],
    ['has a holder without its class', () => holder.removeAttribute('class')],
  ])('that %s is there again as it was, as often as it may be', async (_, tamper) => {
    const before = drawn();
    for (let round = 0; round < 3; round += 1) {
      tamper();
      await afterThisTask();
      expect(drawn()).toEqual(before);
    }
  });

  test('leaves the page be that changes what is under it', async () => {
    const before = layer();
    holder.prepend(document.createElement('table'));
    holder.querySelector('p')!.textContent = '别的';
    await afterThisTask();
    expect(layer()).toBe(before);
    expect(root.children).toHaveLength(2);
  });

  test('of the next view takes the place of the one before', () => {
    const before = layer().getAttribute('style');
    stop();
    stop = keepWatermark(holder, '另一次 查询');
    expect(root.children).toHaveLength(2);
    expect(layer().getAttribute('style')).not.toBe(before);
  });

  test('goes when it is taken away, and does not come back', async () => {
    stop();
    await afterThisTask();
    expect(root.innerHTML).not.toContain('aria-hidden');
    expect(holder.textContent).toBe('结算');
  });
});
