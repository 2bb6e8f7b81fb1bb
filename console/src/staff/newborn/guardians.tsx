import { Button } from 'antd';
import { useState } from 'react';
import { PlainTable } from '../../components/paged-table';
import { dateTime } from '../../services/format';
import { type Bond, EndGuardianship } from '../guardians/end-guardianship';
import type { Application } from './application-drawer';

type Guardian = Application['guardians'][number];

interface Props {
  application: Application;
  onChanged: () => void;
}

/** Who acts for the child now; nothing before the application was approved. */
export function Guardians({ application, onChanged }: Props) {
  const [bond, setBond] = useState<Bond | null>(null);
  const { guardians, baby } = application;
  const { personId: childPersonId, nameMasked: childName } = baby;
  if (guardians.length === 0 || childPersonId === null) return null;
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
          { title: '登记时间', render: (_, row) => dateTime(row.since) },
          {
            title: '操作',
            render: (_, { personId: guardianPersonId, nameMasked: guardianName }) => (
              <Button
                size="small"
                danger
                onClick={() =>
                  setBond({
                    childPersonId,
                    childName,
                    guardianPersonId,
                    guardianName,
                    isRecorded: true,
                  })
                }
              >
                终止监护关系
              </Button>
            ),
          },
        ]}
      />
      {bond && (
        <EndGuardianship
          bond={bond}
          onClose={() => setBond(null)}
          onEnded={() => {
            setBond(null);
            onChanged();
          }}
        />
      )}
    </>
  );
}
