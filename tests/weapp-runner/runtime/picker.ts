import { asFlag, asText, create } from './dom';

interface PickerState {
  mode: string;
  range: unknown[];
  rangeKey: string;
  value: unknown;
  start: string;
  end: string;
  disabled: boolean;
  label: string;
  drawing: boolean;
}

type PickerControl = HTMLInputElement | HTMLSelectElement;

const DEFAULT_LABEL = '选择';
const pickers = new WeakMap<Element, PickerState>();

const freshState = (): PickerState => ({
  mode: 'selector',
  range: [],
  rangeKey: '',
  value: '',
  start: '',
  end: '',
  disabled: false,
  label: DEFAULT_LABEL,
  drawing: false,
});

const ATTRIBUTES: Record<string, (state: PickerState, value: unknown) => void> = {
  mode: (state, value) => void (state.mode = asText(value) || 'selector'),
  range: (state, value) => void (state.range = Array.isArray(value) ? value : []),
  'range-key': (state, value) => void (state.rangeKey = asText(value)),
  value: (state, value) => void (state.value = value),
  start: (state, value) => void (state.start = asText(value)),
  end: (state, value) => void (state.end = asText(value)),
  disabled: (state, value) => void (state.disabled = asFlag(value)),
  'aria-label': (state, value) => void (state.label = asText(value) || DEFAULT_LABEL),
};

function optionText(item: unknown, rangeKey: string): string {
  if (typeof item !== 'object' || item === null) return asText(item);
  return asText(Object.entries(item).find(([key]) => key === rangeKey)?.[1]);
}

function selectorControl({ range, rangeKey, value }: PickerState): HTMLSelectElement {
  const options = range.map((item, index) =>
    create('option', { text: optionText(item, rangeKey), attributes: { value: String(index) } }),
  );
  const select = create('select', { children: options });
  const chosen = asText(value);
  select.selectedIndex = chosen === '' ? -1 : Number(chosen);
  return select;
}

const inputControl = (type: 'date' | 'time') => (state: PickerState) => {
  const control = create('input', { attributes: { type, min: state.start, max: state.end } });
  control.value = asText(state.value);
  return control;
};

const MODES: Record<string, (state: PickerState) => PickerControl> = {
  selector: selectorControl,
  date: inputControl('date'),
  time: inputControl('time'),
};

function draw(state: PickerState): PickerControl {
  const make = MODES[state.mode];
  if (!make) throw new Error(`picker mode "${state.mode}" is not among the runner's components`);
  const control = make(state);
  control.disabled = state.disabled;
  control.setAttribute('aria-label', state.label);
  return control;
}

/**
 * A picker is the browser's own select or date field, laid invisibly over what the page shows.
 * @param replace puts a newly drawn control into the host
 * @returns whether the attribute is one of the picker's
 */
export function setPickerAttribute(
  host: HTMLElement,
  name: string,
  value: unknown,
  replace: (control: PickerControl) => void,
): boolean {
  const set = ATTRIBUTES[name];
  if (!set) return false;
  const state = pickers.get(host) ?? freshState();
  pickers.set(host, state);
  set(state, value);
  if (!state.drawing) {
    state.drawing = true;
    // Attributes arrive one by one: draw once, when they are all there.
    queueMicrotask(() => {
      state.drawing = false;
      replace(draw(state));
    });
  }
  return true;
}
