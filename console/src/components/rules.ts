import type { Rule } from 'antd/es/form';

/** Something has to be there: a text, a number, a period. */
export const needed = (message: string): Rule[] => [{ required: true, message }];

/** The same of a text: spaces are nothing. */
export const neededText = (message: string): Rule[] => [
  { required: true, whitespace: true, message },
];

/**
 * A group of ticks with at least one. Not `required`: that would be said to screen readers about a
 * group, which cannot be.
 */
export const atLeastOne = (message: string): Rule[] => [{ type: 'array', min: 1, message }];
