import { Button, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { consentFieldInfo } from '@yibao/shared/rules/consent-fields';
import { consentModeLabels, consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { Failure } from '../../components/failure';
import { PlainTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { WordsDialog } from '../../components/words-dialog';
import { agreementWords, levelWords } from '../../services/labels';
import { useAct } from '../../services/query';
import type { AgreementRow, Organisation } from './organisation';
import { ProposeAgreement } from './propose-agreement';

function Terms({ agreement }: { agreement: AgreementRow }) {
  return (
    <div className="note">
      {agreement.purposes.map((each) => consentPurposeInfo[each].label).join('、')}；
      {agreement.modes.map((each) => consentModeLabels[each]).join('、')}；最高
      {levelWords[agreement.maxLevel].label}
      <br />
      {agreement.fields.map((field) => consentFieldInfo[field].label).join('、')}
    </div>
  );
}

interface StepsProps {
  agreement: AgreementRow;
  onEnd: (agreement: AgreementRow) => void;
}

function NextSteps({ agreement, onEnd }: StepsProps) {
  const confirm = useAct('oversight.confirmAgreement', 'oversight.organisations');
  const { agreementId, status, mayConfirm } = agreement;
  return (
    <>
      <Failure error={confirm.error} />
      <Space>
        {status === 'proposed' &&
          (mayConfirm ? (
            <Popconfirm
              title="确认这份协议？"
              description="请先核对纸质协议，以及资料里的公钥指纹和允许的网络。确认以后马上生效。"
              okText="确认生效"
              onConfirm={() => confirm.mutate({ agreementId })}
            >
              <Button size="small" type="primary" loading={confirm.isPending}>
                确认
              </Button>
            </Popconfirm>
          ) : (
            <span className="note">要由另一位工作人员确认</span>
          ))}
        {status !== 'ended' && (
          <Button size="small" danger onClick={() => onEnd(agreement)}>
            终止
          </Button>
        )}
      </Space>
    </>
  );
}

/** Agreements of an organisation: proposed by one of the staff, confirmed by another. */
export function Agreements({ organisation }: { organisation: Organisation }) {
  const [isProposing, setProposing] = useState(false);
  const [toEnd, setToEnd] = useState<AgreementRow | null>(null);
  const end = useAct('oversight.endAgreement', 'oversight.organisations');
  const leave = () => {
    end.reset();
    setToEnd(null);
  };
  return (
    <>
      <Button style={{ marginBottom: 12 }} onClick={() => setProposing(true)}>
        登记新协议
      </Button>
      <PlainTable<AgreementRow>
        label="协议"
        rows={organisation.agreements}
        rowKey={({ agreementId }) => agreementId}
        empty="还没有协议。登记后由另一位工作人员确认，才会生效。"
        columns={[
          {
            title: '协议',
            width: 420,
            render: (_, row) => (
              <>
                {row.number}（{row.periodFrom} 至 {row.periodTo}）
                <Terms agreement={row} />
              </>
            ),
          },
          { title: '状态', render: (_, row) => <StateWord word={agreementWords[row.status]} /> },
          {
            title: '经手',
            render: (_, row) =>
              [row.proposedByBadge, row.confirmedByBadge].filter(Boolean).join(' → '),
          },
          { title: '操作', render: (_, row) => <NextSteps agreement={row} onEnd={setToEnd} /> },
        ]}
      />
      {isProposing && (
        <ProposeAgreement organisation={organisation} onClose={() => setProposing(false)} />
      )}
      <WordsDialog
        open={toEnd !== null}
        title={`终止协议：${toEnd?.number ?? ''}`}
        sentence="马上生效：这份协议下的所有授权都不能再用。"
        label="原因"
        okText="终止"
        danger
        error={end.error}
        pending={end.isPending}
        onClose={leave}
        onWords={(reason) =>
          toEnd && end.mutate({ agreementId: toEnd.agreementId, reason }, { onSuccess: leave })
        }
      />
    </>
  );
}
