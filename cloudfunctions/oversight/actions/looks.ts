import { and, eq, inArray } from 'drizzle-orm';
import { maskName } from '@yibao/shared/rules/masking';
import { selectLooks, viewLook } from '../../consent/look-view';
import { openSubject } from '../../consent/subject';
import { afterCursor, pageOf, sortedBy, type Sorting } from '../../lib/cursor';
import { consent, consentLook } from '../../lib/database/schema';
import { query } from '../../lib/dispatcher/action';
import { type Runtime } from '../../lib/runtime';
import { onDay } from '../days';
import { noteRead } from '../note-read';

const pageSize = 20;
const sorting: Sorting = { at: consentLook.at, id: consentLook.id, first: 'newest' };

/** Whom the consents are about, as their organisations typed them: masked. */
async function namesOf({ db, cipher }: Runtime, consentIds: string[]) {
  if (consentIds.length === 0) return new Map<string, string>();
  const rows = await db
    .select({ id: consent.id, subject: consent.subject })
    .from(consent)
    .where(inArray(consent.id, [...new Set(consentIds)]));
  return new Map(rows.map((row) => [row.id, maskName(openSubject(cipher, row).name)]));
}

export const looks = query('oversight.looks', async (context, input) => {
  const { runtime } = context;
  const { organisationId, clerkId, allowed, day, cursor } = input;
  const found = await selectLooks(runtime.db)
    .where(
      and(
        organisationId === undefined ? undefined : eq(consentLook.organisationId, organisationId),
        clerkId === undefined ? undefined : eq(consentLook.clerkAccountId, clerkId),
        allowed === undefined ? undefined : eq(consentLook.allowed, allowed),
        onDay(consentLook.at, day),
        afterCursor(sorting, cursor),
      ),
    )
    .orderBy(...sortedBy(sorting))
    .limit(pageSize + 1);
  const { rows, nextCursor } = pageOf(found, pageSize, ({ look }) => look);
  await noteRead(context, 'oversight.looks', {
    filter: {
      organisationId: organisationId ?? null,
      clerkId: clerkId ?? null,
      allowed: allowed ?? null,
      day: day ?? null,
      isFurtherPage: cursor !== undefined,
    },
    rows: rows.length,
  });
  const names = await namesOf(
    runtime,
    rows.map(({ look }) => look.consentId),
  );
  return {
    rows: rows.map((row) => ({
      ...viewLook(runtime.cipher, row),
      nameMasked: names.get(row.look.consentId) ?? '',
    })),
    nextCursor,
  };
});
