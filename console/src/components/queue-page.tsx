import { Segmented, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import type { Paged } from '../services/query';
import { Page, Panel } from './page';
import { PagedTable } from './paged-table';

/** One of the lists a queue has, and what its emptiness means. */
export interface QueueList<Show extends string> {
  value: Show;
  label: string;
  empty: string;
}

interface Props<Row extends object, Show extends string> {
  title: string;
  sentence: string;
  /** What the table lists, for screen readers. */
  label: string;
  lists: readonly QueueList<Show>[];
  show: Show;
  onShow: (show: Show) => void;
  paged: Paged<Row>;
  rowKey: (row: Row) => string;
  columns: TableColumnsType<Row>;
  expanded?: (row: Row) => ReactNode;
  /** Over the list: what was just done. */
  above?: ReactNode;
  /** What opens over the queue. */
  children?: ReactNode;
}

/** A page with work that waits: which list of it, the list, and below what one row opens. */
export function QueuePage<Row extends object, Show extends string>(props: Props<Row, Show>) {
  const { title, sentence, label, lists, show, onShow, above, children, ...table } = props;
  const empty = lists.find(({ value }) => value === show)?.empty ?? '';
  return (
    <Page title={title} sentence={sentence}>
      <Panel>
        <div className="filter-bar">
          <Segmented<Show>
            aria-label={`看哪些${label}`}
            value={show}
            onChange={onShow}
            options={lists.map(({ value, label: name }) => ({ value, label: name }))}
          />
        </div>
        {above}
        <PagedTable<Row> label={label} empty={empty} {...table} />
      </Panel>
      {children}
    </Page>
  );
}
