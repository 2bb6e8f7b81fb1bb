import { useState } from 'react';
import { useReachBottom, useRouter } from '@tarojs/taro';
import { Chips } from '@/components/chips';
import { EmptyState } from '@/components/empty-state';
import { OlderButton } from '@/components/older-button';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { call } from '@/services/call';
import { idParam, replaceWith } from '@/services/navigate';
import { useOlderPages } from '@/services/older-pages';
import { useQuery } from '@/services/query';
import type { Look } from '../../model/looks';
import type { Line } from '../../model/words';
import { LookCard } from './look-card';
import './index.scss';

const ALL = 'all';
const idOf = ({ lookId }: Look): string => lookId;

const outcomes = [
  { value: ALL, word: '全部' },
  { value: 'shown', word: '看到了的' },
  { value: 'refused', word: '没让看的' },
] as const;
type Outcome = (typeof outcomes)[number]['value'];

/** Where there is none, by what was chosen. */
const nothing = {
  all: {
    title: '还没有机构看过',
    text: '您授权的机构看了以后，这里会写明是谁、什么时候、看了什么。',
  },
  shown: { title: '没有机构看到过', text: '没让看的，请点上面的「全部」看。' },
  refused: { title: '没有拦下过', text: '对方看到了的，请点上面的「全部」看。' },
} as const satisfies Record<Outcome, { title: string; text: string }>;

interface OutcomeProps {
  outcome: Outcome;
  onOutcome: (outcome: Outcome) => void;
}

/** Refused tries may be many: what was seen is not to be looked for among them. */
function OutcomeFilter({ outcome, onOutcome }: OutcomeProps) {
  return (
    <Chips
      id="looks-outcome"
      label="看到没有"
      choices={outcomes}
      value={outcome}
      onChange={(value) => onOutcome(outcomes.find((each) => each.value === value)?.value ?? ALL)}
    />
  );
}

/** One consent's looks, or everybody's; only consents under which somebody looked are offered. */
function ConsentFilter({ consentId, lines }: { consentId: string; lines: readonly Line[] }) {
  const looked = lines.filter(
    (line) => line.looks > 0 || line.denials > 0 || line.consentId === consentId,
  );
  if (looked.length < 2) return null;
  return (
    <Chips
      id="looks-of"
      label="谁看的"
      choices={[
        { value: ALL, word: '全部' },
        ...looked.map((line) => ({ value: line.consentId, word: line.organisationName })),
      ]}
      value={consentId === '' ? ALL : consentId}
      onChange={(value) => replaceWith('consentLooks', value === ALL ? {} : { consentId: value })}
    />
  );
}

function Filters({ consentId, outcome, onOutcome }: OutcomeProps & { consentId: string }) {
  const { data } = useQuery('consent.list', {});
  const lines = data?.lines ?? [];
  const isMixed = lines.some(({ denials }) => denials > 0) && lines.some(({ looks }) => looks > 0);
  return (
    <>
      <ConsentFilter consentId={consentId} lines={lines} />
      {(isMixed || outcome !== ALL) && <OutcomeFilter outcome={outcome} onOutcome={onOutcome} />}
    </>
  );
}

/** Who looked at what, refused tries too, newest first. */
export default function ConsentLooksPage() {
  const consentId = idParam(useRouter().params, 'consentId');
  const [outcome, setOutcome] = useState<Outcome>(ALL);
  const input = {
    ...(consentId === '' ? {} : { consentId }),
    ...(outcome === ALL ? {} : { allowed: outcome === 'shown' }),
  };
  const query = useQuery('consent.looks', input);
  const { data } = query;
  const fetchPage = async (cursor: string) => {
    const page = await call('consent.looks', { ...input, cursor });
    return { items: page.looks, nextCursor: page.nextCursor };
  };
  const first = data && { items: data.looks, nextCursor: data.nextCursor };
  const pages = useOlderPages(first, fetchPage, idOf);
  useReachBottom(pages.loadMore);
  return (
    <Page
      id="consent-looks"
      title="谁看过我的信息"
      lead="机构每看一次都记在这里，改过查得出来。没让看的也记着。"
    >
      <Filters consentId={consentId} outcome={outcome} onOutcome={setOutcome} />
      <QueryView query={query} shape="list">
        {() =>
          pages.items.length === 0 ? (
            <EmptyState id="no-looks" icon="eye" {...nothing[outcome]} />
          ) : (
            <>
              {pages.items.map((look) => (
                <LookCard key={look.lookId} look={look} />
              ))}
              <OlderButton id="more-looks" pages={pages} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
