import { useMemo } from 'react';
import type { ConsentPurpose } from '@yibao/shared/rules/consent-scope';
import { useDraft } from '@/services/draft';
import { type Party, sensibleScope } from '../../model/begin';
import type { Scope } from '../../model/scope';
import { type ScopeDraft, useScope } from '../../use-scope';

const BEGIN_DRAFT = 'consent-begin';

export interface BeginProps {
  parties: readonly Party[];
  today: string;
}

export interface Beginning {
  party: Party | undefined;
  purpose: ConsentPurpose | undefined;
  /** Whose data; the page knows of whom it can be. */
  personId: string | undefined;
  /** Another organisation or purpose begins with another scope. */
  choose: (change: { agreementId: string } | { purpose: ConsentPurpose }) => void;
  chooseWhose: (personId: string) => void;
  clear: () => void;
}

/** What was chosen so far, as far as it can still be chosen. */
export function useBeginning(parties: readonly Party[]): Beginning {
  const { values, set, clear } = useDraft(BEGIN_DRAFT);
  const party = parties.find(({ agreementId }) => agreementId === values.agreementId);
  return {
    party,
    purpose: party?.purposes.find((purpose) => purpose === values.purpose),
    personId: values.personId,
    choose: (change) => set({ ...change, scope: '' }),
    chooseWhose: (personId) => set({ personId }),
    clear,
  };
}

const nothing: Scope = {
  fields: [],
  kinds: [],
  dataFrom: '2000-01-01',
  dataTo: '2000-01-01',
  validDays: 1,
  frequency: { unit: 'TOTAL', limit: 1 },
  modes: [],
  retentionDays: 0,
};

/** What may be seen, begun with little; nothing while no organisation is chosen. */
export function useBeginScope({ parties, today }: BeginProps): Beginning & ScopeDraft {
  const beginning = useBeginning(parties);
  const { party, purpose } = beginning;
  const start = useMemo(
    () => (party && purpose ? sensibleScope(party, purpose, today) : nothing),
    [party, purpose, today],
  );
  const draft = useScope(BEGIN_DRAFT, party?.ceiling ?? nothing, start);
  return { ...beginning, ...draft };
}
