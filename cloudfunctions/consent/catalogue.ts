import { eq } from 'drizzle-orm';
import {
  consentFieldInfo,
  type ConsentField,
  type ConsentLevel,
  type FieldLevels,
  shippedFieldLevels,
} from '@yibao/shared/rules/consent-fields';
import { type Queryable } from '../lib/database/database';
import { fieldCatalogue } from '../lib/database/schema';

export interface Catalogue {
  version: number;
  levels: FieldLevels;
}

/** The levels in force: what two clerks agreed on last, else those this service was shipped with. */
export async function activeCatalogue(db: Queryable): Promise<Catalogue> {
  const [row] = await db.select().from(fieldCatalogue).where(eq(fieldCatalogue.status, 'active'));
  return catalogueOf(row);
}

/** @param active the catalogue that two clerks agreed on last, read with something else; none: shipped */
export function catalogueOf(active: Catalogue | null | undefined): Catalogue {
  return active ? { version: active.version, levels: active.levels } : shippedCatalogue;
}

const shippedCatalogue: Catalogue = { version: 1, levels: shippedFieldLevels };

/** Fields as people can choose them; what is in no catalogue is shown to nobody, and left out. */
export function viewFields(
  fields: readonly ConsentField[],
  levels: FieldLevels,
): { field: ConsentField; label: string; level: ConsentLevel }[] {
  return fields.flatMap((field) => {
    const level = levels[field];
    return level === undefined ? [] : [{ field, label: consentFieldInfo[field].label, level }];
  });
}
