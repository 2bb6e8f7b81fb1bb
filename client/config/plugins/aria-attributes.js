/**
 * The aria attributes our screens use, by built-in component. Each one costs bytes in every
 * template of base.wxml, so this names what is used and no more.
 */
const NAME = ['aria-role', 'aria-label', 'aria-hidden'];
const STATE = ['aria-checked', 'aria-selected', 'aria-disabled', 'aria-expanded'];
const FIELD = ['aria-label', 'aria-invalid', 'aria-required', 'aria-describedby'];
const LIVE = ['aria-live'];
const HEADING = ['aria-level'];

/**
 * Taro's form: an empty string means "bound to the property of the same name, empty by default".
 */
const bound = (...groups) => Object.fromEntries(groups.flat().map((name) => [name, '']));

exports.ARIA_ATTRIBUTES = {
  View: bound(NAME, STATE, LIVE, HEADING),
  Text: bound(NAME, LIVE),
  Image: bound(NAME),
  Button: bound(NAME, STATE),
  Label: bound(NAME),
  ScrollView: bound(NAME),
  Input: bound(FIELD),
  Textarea: bound(FIELD),
  Picker: bound(NAME, FIELD),
  Checkbox: bound(NAME),
  Radio: bound(NAME),
  Switch: bound(NAME),
};
