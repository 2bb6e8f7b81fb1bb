import { Button, Result } from 'antd';
import { Link } from 'react-router-dom';
import type { Output } from '@yibao/shared/contracts';
import { Panel } from '../../components/page';
import { PlainTable } from '../../components/paged-table';

interface Props {
  sent: Output<'partner.request'>;
  onAgain: () => void;
}

/** What was sent and what happens next. */
export function Sent({ sent, onAgain }: Props) {
  return (
    <Panel>
      <Result
        status="success"
        title={`已发出 ${sent.consents.length} 份请求`}
        subTitle="本人在手机上收到后自己决定；同意以后这里的状态会变成“授权中”，就可以查询。"
        extra={[
          <Link key="list" to="/clerk/consents">
            <Button type="primary">看授权请求</Button>
          </Link>,
          <Button key="again" onClick={onAgain}>
            再发起一份
          </Button>,
        ]}
      />
      <PlainTable
        label="已发出的请求"
        rows={sent.consents}
        rowKey={({ consentId }) => consentId}
        empty="没有"
        columns={[
          { title: '姓名', dataIndex: 'nameMasked' },
          { title: '证件号码', dataIndex: 'documentMasked' },
        ]}
      />
    </Panel>
  );
}
