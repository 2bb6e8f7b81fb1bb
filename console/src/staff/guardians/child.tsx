import { Alert, Button } from 'antd';
import { guardianshipEndingLabels } from '@yibao/shared/rules/guardianship';
import { Panel } from '../../components/page';
import { PlainTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { dateTime } from '../../services/format';
import { parentLabels } from '../../services/labels';
import type { Bond } from './end-guardianship';
import type { Found } from './guardians-page';

type ChildRow = Found['children'][number];
type Guardian = ChildRow['guardians'][number];

interface Props {
  child: ChildRow;
  /** Asked for beside the child's. */
  parent: Found['parent'];
  isParentUnknown: boolean;
  onEnd: (bond: Bond) => void;
}

function Standing({ guardian, isMinor }: { guardian: Guardian; isMinor: boolean }) {
  const { ended } = guardian;
  if (ended === null) {
    return isMinor ? (
      <StateWord word={{ label: '可以替孩子办事', tone: 'ok' }} />
    ) : (
      <StateWord word={{ label: '孩子已满 18 岁，自动结束', tone: 'quiet' }} />
    );
  }
  return (
    <>
      <StateWord word={{ label: '已终止', tone: 'quiet' }} />
      <div className="note">
        {dateTime(ended.at)}，根据{guardianshipEndingLabels[ended.basis]}
        {ended.badge !== null && (
          <>
            ，工号 <span className="once">{ended.badge}</span>
          </>
        )}
      </div>
      <div className="note">{ended.reason}</div>
    </>
  );
}

/** A child with everybody who acts for it or did. */
export function Child({ child, parent, isParentUnknown, onEnd }: Props) {
  const { personId: childPersonId, nameMasked: childName, guardians, isMinor } = child;
  const bondWith = (who: { personId: string; nameMasked: string }, isRecorded: boolean): Bond => ({
    childPersonId,
    childName,
    guardianPersonId: who.personId,
    guardianName: who.nameMasked,
    isRecorded,
  });
  const isOnRecord = guardians.some(({ personId }) => personId === parent?.personId);
  return (
    <Panel
      title={
        <>
          {childName}{' '}
          <span className="note">
            {child.documentMasked}，{child.birthDate} 出生
          </span>
        </>
      }
    >
      <PlainTable<Guardian>
        label={`${childName} 的监护人`}
        rows={guardians}
        rowKey={({ personId, since }) => `${personId} ${since}`}
        empty="还没有人登记为这个孩子的监护人。"
        columns={[
          { title: '姓名', dataIndex: 'nameMasked' },
          { title: '证件号码', dataIndex: 'documentMasked' },
          { title: '关系', render: (_, row) => parentLabels[row.relation] },
          { title: '登记时间', render: (_, row) => dateTime(row.since) },
          {
            title: '状态',
            width: 300,
            render: (_, row) => <Standing guardian={row} isMinor={isMinor} />,
          },
          {
            title: '操作',
            fixed: 'end',
            render: (_, row) =>
              row.ended === null && isMinor ? (
                <Button size="small" danger onClick={() => onEnd(bondWith(row, true))}>
                  终止监护关系
                </Button>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {isParentUnknown && (
        <Alert
          className="panel-gap"
          type="info"
          showIcon
          title="没有查到这位家长：本人没有用过这里，也没有人替他（她）办过。请核对号码。"
        />
      )}
      {parent && !isOnRecord && isMinor && parent.personId !== childPersonId && (
        <Alert
          className="panel-gap"
          type="info"
          showIcon
          title={`${parent.nameMasked}（${parent.documentMasked}）还没有登记为监护人`}
          description="凭判决可以先办：以后本人想登记时，会被拒绝。"
          action={
            <Button size="small" danger onClick={() => onEnd(bondWith(parent, false))}>
              不许登记为监护人
            </Button>
          }
        />
      )}
    </Panel>
  );
}
