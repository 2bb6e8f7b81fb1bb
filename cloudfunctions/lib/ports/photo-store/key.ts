/** Keys are made by us; checked all the same, since one of these stores turns them into paths. */
const keyPattern = /^[a-z0-9][a-z0-9/-]{1,120}$/;

/**
 * @returns the key
 * @throws Error for a key that could name anything outside the store; it is not repeated
 */
export function checkedKey(key: string): string {
  if (!keyPattern.test(key)) throw new Error('not a key of the photo store');
  return key;
}
