import { type PaymentOrder } from '../../lib/database/schema';
import { getPersons, identityOf } from '../../lib/people';
import { type Identity } from '../../lib/ports/core-platform';
import { type Runtime } from '../../lib/runtime';
import { itemsOf } from '../store';

/** Who is paid for, which year, how much: what a rail with its own books has to know. */
export interface Line {
  person: Identity;
  year: number;
  amountFen: number;
}

/** Lines of an order that have something to pay, with the people in clear, for a call outside. */
export async function linesOf(runtime: Runtime, order: PaymentOrder): Promise<Line[]> {
  const items = (await itemsOf(runtime.db, [order.id])).filter(({ amountFen }) => amountFen > 0);
  const persons = await getPersons(
    runtime.db,
    items.map(({ personId }) => personId),
  );
  return items.map(({ personId, coverageYear, amountFen }) => {
    const row = persons.get(personId);
    if (!row) throw new Error('an item without its person');
    return { person: identityOf(runtime.cipher, row), year: coverageYear, amountFen };
  });
}
