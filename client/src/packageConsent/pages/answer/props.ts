import type { Detail } from '../../model/words';

export interface AnswerProps {
  detail: Detail;
  /** Null while the day is not known. */
  today: string | null;
}
