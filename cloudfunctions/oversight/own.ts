import { type Caller } from '../lib/caller';
import { ServiceError } from '../lib/errors';

/** @throws ServiceError not_allowed for what a clerk of the bureau asked for as a person */
export function refuseOwn({ personId }: Caller, byPersonId: string): void {
  if (personId !== byPersonId) return;
  throw new ServiceError('not_allowed', { message: '这是您本人提出的，请由同事办理' });
}
