import { type Hardship, type ResidentDirectory } from './resident';

const sameRecord = (a: Hardship, b: Hardship): boolean =>
  a.identity === b.identity && a.from === b.from && a.to === b.to;

/**
 * What stands on the hardship lists (困难群众名单) for a household: the records of its members, each
 * once. Whoever of the household is asked about, the answer is the same.
 */
export function householdHardship(directory: ResidentDirectory, householdId: string): Hardship[] {
  const records = directory.household(householdId).flatMap((member) => member.hardship);
  return records.filter(
    (record, index) => records.findIndex((each) => sameRecord(each, record)) === index,
  );
}
