/** What a screen reader should be told about a view. */
export interface Aria {
  role?: string | undefined;
  label?: string | undefined;
  hidden?: boolean | undefined;
  checked?: boolean | undefined;
  selected?: boolean | undefined;
  disabled?: boolean | undefined;
  expanded?: boolean | undefined;
  live?: 'polite' | 'assertive' | undefined;
  /** 1 to 6, with role 'heading'. */
  level?: number | undefined;
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Keeps what is set; an attribute that is undefined would be written as the word. */
function defined(attributes: Record<string, string | number | boolean | undefined>): Attributes {
  const entries = Object.entries(attributes).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

/** The attributes in the dialect of the target: `role` in a browser, `aria-role` in WeChat. */
export function aria(told: Aria): Attributes {
  const shared = {
    ariaLabel: told.label,
    ariaHidden: told.hidden,
    ariaChecked: told.checked,
    ariaSelected: told.selected,
    ariaDisabled: told.disabled,
    ariaExpanded: told.expanded,
    ariaLive: told.live,
    ariaLevel: told.level,
  };
  const role = process.env.TARO_ENV === 'h5' ? { role: told.role } : { ariaRole: told.role };
  return defined({ ...shared, ...role });
}
