import type { ServiceError } from '@/services/errors';
import type { Detail } from '../../model/words';

export interface DetailProps {
  detail: Detail;
  /** Why it could not be asked for again: then what is shown may be old. */
  error: ServiceError | undefined;
  /** Something was decided: what is shown no longer holds. */
  onDecided: () => void;
}
