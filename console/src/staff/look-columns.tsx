import type { TableColumnsType } from 'antd';
import type { Output } from '@yibao/shared/contracts';
import { consentFieldInfo } from '@yibao/shared/rules/consent-fields';
import { StateWord } from '../components/state-word';
import { dateTime } from '../services/format';

export type LookRow = Output<'oversight.anomalies'>['anomalies'][number]['looks'][number];

/** What every list of looks shows; the outcome with its reason. */
export const lookColumns = <Row extends LookRow>(): TableColumnsType<Row> => [
  { title: '时间', render: (_, row) => dateTime(row.at) },
  { title: '机构', dataIndex: 'organisationName' },
  { title: '工作人员', dataIndex: 'clerkName' },
  { title: '操作', dataIndex: 'actLabel' },
  {
    title: '结果',
    render: (_, row) =>
      row.allowed ? (
        <StateWord word={{ label: `看到 ${row.rowCount} 条`, tone: 'ok' }} />
      ) : (
        <StateWord word={{ label: row.reasonText ?? '已拒绝', tone: 'danger' }} />
      ),
  },
  { title: '案件', render: (_, row) => row.caseNo ?? '—' },
];

/** Below a row: what was asked for, of which days, and the number that stands in the watermark. */
export const LookDetails = ({ look }: { look: LookRow }) => (
  <div className="note">
    查询编号 <span className="once">{look.lookId}</span>
    <br />
    时间段：{look.dataFrom} 至 {look.dataTo}
    <br />
    内容：{look.fields.map((field) => consentFieldInfo[field].label).join('、')}
  </div>
);
