import type { Output } from '@yibao/shared/contracts';

export interface StepProps {
  me: Output<'identity.me'>;
  /** The face check passed: ask again who this is. */
  onVerified: () => void;
}

/** Under this key the person's answers are kept until they are verified. */
export const VERIFY_DRAFT = 'verify';
