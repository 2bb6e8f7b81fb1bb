import type { FieldView, Scope } from '../../model/scope';

/** What a page that narrows one part gets. */
export interface QuestionProps {
  scope: Scope;
  /** What was asked for: the most that can be given. */
  widest: Scope;
  /** An organisation asked for it; otherwise the person starts, and it is what they may give. */
  isAsked: boolean;
  fields: readonly FieldView[];
  /** Null while the day is not known. */
  today: string | null;
  change: (scope: Scope) => void;
}
