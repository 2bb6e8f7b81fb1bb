import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { Input as ActionInput } from '@yibao/shared/contracts';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { PagedTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { usePages } from '../../services/query';
import { type ConsentRow, type LookFor, stateOf, validToWords } from '../consent-row';

interface Fields {
  documentNumber?: string;
  caseNo?: string;
}
type Found = Omit<ActionInput<'partner.consents'>, 'cursor' | 'status'>;

interface Props {
  /** Which consent the page was opened for; null where it was opened by itself. */
  lookFor: LookFor | null;
  onChoose: (consent: ConsentRow) => void;
}

const trimmed = (text: string | undefined): string | undefined => text?.trim() || undefined;

function inputOf(fields: Fields): Found | null {
  const documentNumber = trimmed(fields.documentNumber);
  const caseNo = trimmed(fields.caseNo);
  if (documentNumber === undefined && caseNo === undefined) return null;
  return {
    ...(documentNumber === undefined ? {} : { documentNumber }),
    ...(caseNo === undefined ? {} : { caseNo }),
  };
}

/** First the person and the case, then the consent on which a look may be taken. */
export function FindConsent({ lookFor, onChoose }: Props) {
  const caseNo = lookFor?.caseNo;
  const [found, setFound] = useState<Found | null>(() => (caseNo ? { caseNo } : null));
  const [onlyId, setOnlyId] = useState(lookFor?.consentId);
  const [isEmpty, setEmpty] = useState(false);
  const all = usePages('partner.consents', found ?? {}, found !== null);
  const rows = all.rows?.filter(({ consentId }) => consentId === onlyId);
  const paged = rows?.length === 1 ? { ...all, rows, hasMore: false } : all;
  const search = (fields: Fields) => {
    const input = inputOf(fields);
    setEmpty(input === null);
    setOnlyId(undefined);
    setFound(input);
  };
  return (
    <>
      <Form<Fields>
        layout="vertical"
        className="filter-bar"
        initialValues={{ caseNo }}
        onFinish={search}
      >
        <Form.Item name="documentNumber" label="本人的证件号码（完整）" style={{ margin: 0 }}>
          <Input allowClear maxLength={40} autoComplete="off" style={{ width: 240 }} />
        </Form.Item>
        <Form.Item name="caseNo" label="案件编号" style={{ margin: 0 }}>
          <Input allowClear maxLength={40} style={{ width: 200 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          找授权
        </Button>
      </Form>
      {isEmpty && <Alert type="error" showIcon role="alert" title="请填写证件号码或案件编号" />}
      {found && (
        <PagedTable<ConsentRow>
          label="找到的授权"
          paged={paged}
          rowKey={({ consentId }) => consentId}
          empty="没有找到授权。请核对证件号码和案件编号；还没有请求过的，先发起授权请求。"
          columns={[
            { title: '姓名', dataIndex: 'nameMasked' },
            { title: '证件号码', dataIndex: 'documentMasked' },
            { title: '案件', render: (_, row) => row.caseNo ?? '还没有归入案件' },
            { title: '用途', render: (_, row) => consentPurposeInfo[row.purpose].label },
            { title: '状态', render: (_, row) => <StateWord word={stateOf(row)} /> },
            { title: '授权到', render: (_, row) => validToWords(row) },
            {
              title: '操作',
              render: (_, row) => (
                <Button
                  size="small"
                  disabled={row.status !== 'active' || row.caseId === null}
                  onClick={() => onChoose(row)}
                >
                  用这份授权
                </Button>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
