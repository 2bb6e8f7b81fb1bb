import type { Word } from '../services/labels';

/** A status: a dot of colour that its word explains, never colour alone. */
export const StateWord = ({ word }: { word: Word }) => (
  <span className={`state state-${word.tone}`}>{word.label}</span>
);
