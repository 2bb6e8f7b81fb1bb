import { Button, Empty, Form, Input } from 'antd';
import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { Done } from '../../components/done';
import { Failure } from '../../components/failure';
import { Page, Panel } from '../../components/page';
import { neededText } from '../../components/rules';
import { useAct } from '../../services/query';
import { Child } from './child';
import { type Bond, EndGuardianship } from './end-guardianship';

export type Found = Output<'newborn.staffGuardianships'>;

interface Fields {
  documentNumber: string;
  parentDocumentNumber?: string;
}

interface SearchProps {
  pending: boolean;
  onSearch: (fields: Fields) => void;
}

function Search({ pending, onSearch }: SearchProps) {
  return (
    <Form<Fields>
      layout="vertical"
      className="filter-bar"
      onFinish={({ documentNumber, parentDocumentNumber = '' }) =>
        onSearch({
          documentNumber: documentNumber.trim(),
          ...(parentDocumentNumber.trim() === ''
            ? {}
            : { parentDocumentNumber: parentDocumentNumber.trim() }),
        })
      }
    >
      <Form.Item
        name="documentNumber"
        label="孩子或监护人的证件号码（完整）"
        style={{ margin: 0 }}
        rules={neededText('请照证件填写完整的号码')}
      >
        <Input maxLength={40} autoComplete="off" style={{ width: 250 }} />
      </Form.Item>
      <Form.Item
        name="parentDocumentNumber"
        label="还没有登记的家长的证件号码（没有就不填）"
        style={{ margin: 0 }}
      >
        <Input maxLength={40} autoComplete="off" style={{ width: 290 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={pending}>
        查询
      </Button>
    </Form>
  );
}

const nobody =
  '没有查到孩子。请核对号码：还没有身份证的新生儿，用出生医学证明编号；满 18 岁的人没有监护关系。';

const doneWords = ({ isRecorded, guardianName, childName }: Bond): string =>
  isRecorded
    ? `已终止：${guardianName} 不能再替 ${childName} 办医保。`
    : `已记下：${guardianName} 不能登记为 ${childName} 的监护人。`;

/** Who acts for a child, and how a clerk ends that; each search is written down. */
export function GuardiansPage() {
  const search = useAct('newborn.staffGuardianships');
  const [asked, setAsked] = useState<Fields | null>(null);
  const [bond, setBond] = useState<Bond | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const found = search.data;
  const look = (fields: Fields) => {
    setAsked(fields);
    setDone(null);
    search.mutate(fields);
  };
  return (
    <Page
      title="监护关系"
      sentence="谁可以替孩子办医保。凭法院判决或户口变更，在这里终止一位家长的监护关系。每次查询都会记入审计。"
    >
      <Panel>
        <Search pending={search.isPending} onSearch={look} />
        <Done text={done} />
        <Failure error={search.error} onRetry={asked ? () => search.mutate(asked) : undefined} />
        {!found && !search.error && (
          <p className="note">
            填写证件上的完整号码，点“查询”。要终止的家长还没有登记为监护人时，再填写这位家长的号码。
          </p>
        )}
        {found?.children.length === 0 && (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={<span className="note">{nobody}</span>}
          />
        )}
      </Panel>
      {found?.children.map((child) => (
        <Child
          key={child.personId}
          child={child}
          parent={found.parent}
          isParentUnknown={asked?.parentDocumentNumber !== undefined && found.parent === null}
          onEnd={setBond}
        />
      ))}
      {bond && (
        <EndGuardianship
          bond={bond}
          onClose={() => setBond(null)}
          onEnded={() => {
            setDone(doneWords(bond));
            setBond(null);
            if (asked) search.mutate(asked);
          }}
        />
      )}
    </Page>
  );
}
