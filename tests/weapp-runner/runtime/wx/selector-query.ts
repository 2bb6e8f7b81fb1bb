import { surface } from '../errors';

type Callback = (result: unknown) => void;
type Measure = () => unknown;

const rectOf = (element: Element): object => {
  const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
  return { id: element.id, dataset: {}, left, right, top, bottom, width, height };
};

const scrollOf = ({ id, scrollLeft, scrollTop, scrollWidth, scrollHeight }: Element): object => ({
  id,
  dataset: {},
  scrollLeft,
  scrollTop,
  scrollWidth,
  scrollHeight,
});

/** One chosen node or list of nodes: what may be asked about it. */
class NodesRef {
  constructor(
    private readonly query: SelectorQuery,
    private readonly measureWith: (read: (element: Element) => unknown) => unknown,
  ) {}

  boundingClientRect(callback?: Callback): SelectorQuery {
    return this.query.add(() => this.measureWith(rectOf), callback);
  }

  scrollOffset(callback?: Callback): SelectorQuery {
    return this.query.add(() => this.measureWith(scrollOf), callback);
  }

  fields(_fields: object, callback?: Callback): SelectorQuery {
    const read = (element: Element) => ({ ...rectOf(element), ...scrollOf(element) });
    return this.query.add(() => this.measureWith(read), callback);
  }
}

/** `wx.createSelectorQuery()` over the page on top of the stack. */
export class SelectorQuery {
  private readonly asked: { measure: Measure; callback: Callback | undefined }[] = [];

  constructor(private readonly root: () => HTMLElement) {}

  in(): this {
    return this;
  }

  select(selector: string): NodesRef {
    return new NodesRef(this, (read) => {
      const found = this.root().querySelector(selector);
      return found ? read(found) : null;
    });
  }

  selectAll(selector: string): NodesRef {
    return new NodesRef(this, (read) =>
      Array.from(this.root().querySelectorAll(selector), (element) => read(element)),
    );
  }

  selectViewport(): NodesRef {
    return new NodesRef(this, (read) => read(document.documentElement));
  }

  add(measure: Measure, callback?: Callback): this {
    this.asked.push({ measure, callback });
    return this;
  }

  exec(callback?: (results: unknown[]) => void): this {
    requestAnimationFrame(() => {
      try {
        const results = this.asked.map(({ measure }) => measure());
        this.asked.forEach((asked, index) => asked.callback?.(results[index]));
        callback?.(results);
      } catch (error) {
        surface(error);
      }
    });
    return this;
  }
}
