import { Button, Empty, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import type { Paged } from '../services/query';
import { Failure } from './failure';

interface Props<Row extends object> {
  /** What the table lists, for screen readers. */
  label: string;
  columns: TableColumnsType<Row>;
  rowKey: (row: Row) => string;
  /** Why there is nothing, and what to do about it. */
  empty: ReactNode;
  paged: Paged<Row>;
  expanded?: ((row: Row) => ReactNode) | undefined;
}

const emptyNote = (empty: ReactNode) => (
  <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<span className="note">{empty}</span>} />
);

/** A list that is read page by page: failure above, the explanation inside, 「再看一些」 below. */
export function PagedTable<Row extends object>(props: Props<Row>) {
  const { label, columns, rowKey, empty, paged, expanded } = props;
  return (
    <div>
      <Failure error={paged.error} onRetry={paged.refetch} />
      <Table<Row>
        aria-label={label}
        size="small"
        columns={columns}
        dataSource={paged.rows ?? []}
        rowKey={rowKey}
        pagination={false}
        loading={paged.isFetching}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: paged.isFetching || paged.error ? ' ' : emptyNote(empty) }}
        {...(expanded ? { expandable: { expandedRowRender: expanded } } : {})}
      />
      {paged.hasMore && (
        <div className="more">
          <Button onClick={paged.more} loading={paged.isFetching}>
            再看一些
          </Button>
        </div>
      )}
    </div>
  );
}

interface PlainProps<Row extends object> {
  label: string;
  columns: TableColumnsType<Row>;
  rowKey: (row: Row) => string;
  empty: ReactNode;
  rows: readonly Row[] | undefined;
  loading?: boolean;
  /** So many at a time; without it all are there at once. */
  pageSize?: number;
}

/** The same look for a list that comes as a whole. */
export function PlainTable<Row extends object>(props: PlainProps<Row>) {
  const { label, columns, rowKey, empty, rows, loading = false, pageSize } = props;
  return (
    <Table<Row>
      aria-label={label}
      size="small"
      columns={columns}
      dataSource={rows ?? []}
      rowKey={rowKey}
      pagination={
        pageSize === undefined
          ? false
          : { pageSize, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }
      }
      loading={loading}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: rows === undefined ? ' ' : emptyNote(empty) }}
    />
  );
}
