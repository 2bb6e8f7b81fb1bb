import type { Output } from '@yibao/shared/contracts';
import { call } from '@/services/call';
import { type OlderPages, useOlderPages } from '@/services/older-pages';
import type { SettlementLine, SettlementQuery } from '../../model/records';

type Settlements = Output<'records.settlements'>;

const toPage = ({ settlements, nextCursor }: Settlements) => ({ items: settlements, nextCursor });
const idOf = ({ settlementNo }: SettlementLine): string => settlementNo;

/** The pages after the first, one at a time, on request. */
export function useMoreSettlements(
  input: SettlementQuery,
  first: Settlements | undefined,
): OlderPages<SettlementLine> {
  const fetchPage = async (cursor: string) =>
    toPage(await call('records.settlements', { ...input, cursor }));
  return useOlderPages(first && toPage(first), fetchPage, idOf);
}
