import { type Relation, relationWords } from '@/services/words';

/** Under this key the answers about the new member are kept. */
export const MEMBER_DRAFT = 'family-add';

const isRelation = (value: string): value is Relation => value in relationWords;

/** The relation chosen so far. */
export function relationFromDraft(values: Readonly<Record<string, string>>): Relation | undefined {
  const { relation = '' } = values;
  return isRelation(relation) ? relation : undefined;
}
