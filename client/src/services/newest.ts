import { useCallback, useState } from 'react';

/**
 * The newer of a query's answer and what an action answered since: an action's answer stands until
 * the query has answered again.
 * @param answered the query's latest data; a new answer is a new object
 * @returns what to show, and how to hand over an action's answer
 */
export function useNewest<T extends object>(
  answered: T | undefined,
): [T | undefined, (value: T) => void] {
  const [taken, setTaken] = useState<{ over: T | undefined; value: T }>();
  const take = useCallback((value: T) => setTaken({ over: answered, value }), [answered]);
  return [taken && taken.over === answered ? taken.value : answered, take];
}
