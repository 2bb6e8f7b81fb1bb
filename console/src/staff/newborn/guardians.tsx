import { PlainTable } from '../../components/paged-table';
import { dateTime } from '../../services/format';
import type { Application } from './application-drawer';

type Guardian = Application['guardians'][number];

/** Who acts for the child now; nothing before the application was approved. */
export function Guardians({ application }: { application: Application }) {
  const { guardians } = application;
  if (guardians.length === 0) return null;
  return (
    <>
      <h3>可以替孩子办事的人</h3>
      <PlainTable<Guardian>
        label="监护人"
        rows={guardians}
        rowKey={({ personId }) => personId}
        empty=""
        columns={[
          { title: '姓名', dataIndex: 'nameMasked' },
          { title: '关系', dataIndex: 'relation' },
          { title: '起', render: (_, row) => dateTime(row.since) },
        ]}
      />
    </>
  );
}
