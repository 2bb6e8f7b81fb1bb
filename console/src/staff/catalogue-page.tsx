import { Button, Modal, Select, Skeleton, Space } from 'antd';
import { useState } from 'react';
import {
  type ConsentField,
  type ConsentLevel,
  consentFieldInfo,
  consentFields,
} from '@yibao/shared/rules/consent-fields';
import type { Output } from '@yibao/shared/contracts';
import { Failure } from '../components/failure';
import { Page, Panel } from '../components/page';
import { PlainTable } from '../components/paged-table';
import { StateWord } from '../components/state-word';
import { WordsDialog } from '../components/words-dialog';
import { dateTime } from '../services/format';
import { catalogueWords, levelWords } from '../services/labels';
import { useAct, useAsk } from '../services/query';

type Version = Output<'oversight.catalogue'>['current'];
type Choice = ConsentLevel | 0;
type Choices = Record<ConsentField, Choice>;

const levelOptions: { value: Choice; label: string }[] = [
  { value: 1, label: levelWords[1].label },
  { value: 2, label: levelWords[2].label },
  { value: 3, label: levelWords[3].label },
  { value: 0, label: '不给任何机构看' },
];

const choicesOf = ({ fields }: Version): Choices => {
  const levels = new Map(fields.map(({ field, level }) => [field, level]));
  const entries = consentFields.map((field) => [field, levels.get(field) ?? 0] as const);
  return Object.fromEntries(entries) as Choices;
};

function Fields({ version }: { version: Version }) {
  return (
    <PlainTable
      label={`第 ${version.version} 版字段`}
      rows={version.fields}
      rowKey={({ field }) => field}
      empty="没有字段。"
      columns={[
        { title: '字段', dataIndex: 'label' },
        {
          title: '级别',
          render: (_, { level }) => <StateWord word={levelWords[level]} />,
          sorter: (a, b) => a.level - b.level,
        },
        { title: '代码', render: (_, { field }) => <span className="note">{field}</span> },
      ]}
    />
  );
}

/** @returns 「总费用：二级 → 三级」 for each field that would change */
function changesOf(current: Version, proposed: Version): string[] {
  const [before, after] = [choicesOf(current), choicesOf(proposed)];
  const name = (choice: Choice) => (choice === 0 ? '不给看' : levelWords[choice].label);
  return consentFields
    .filter((field) => before[field] !== after[field])
    .map(
      (field) => `${consentFieldInfo[field].label}：${name(before[field])} → ${name(after[field])}`,
    );
}

interface VersionProps {
  current: Version;
  version: Version;
}

function Other({ current, version }: VersionProps) {
  const decide = useAct('oversight.decideCatalogue', 'oversight.catalogue');
  const withdraw = useAct('oversight.withdrawCatalogue', 'oversight.catalogue');
  const changes = changesOf(current, version);
  return (
    <Panel
      title={
        <Space>
          第 {version.version} 版 <StateWord word={catalogueWords[version.status]} />
        </Space>
      }
    >
      <p className="note">
        {version.proposedByBadge ?? '系统'} 于 {dateTime(version.proposedAt)} 提出：{version.reason}
        {version.decidedByBadge !== null && `；由 ${version.decidedByBadge} 决定`}
      </p>
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
        {changes.length === 0 && <li>和现行版本一样</li>}
      </ul>
      <Failure error={decide.error ?? withdraw.error} />
      {version.mayDecide && (
        <Space>
          <Button
            type="primary"
            loading={decide.isPending}
            onClick={() => decide.mutate({ version: version.version, decision: 'approve' })}
          >
            同意，马上生效
          </Button>
          <Button
            loading={decide.isPending}
            onClick={() => decide.mutate({ version: version.version, decision: 'decline' })}
          >
            不同意
          </Button>
        </Space>
      )}
      {version.status === 'proposed' && !version.mayDecide && (
        <Space>
          {version.mayWithdraw && (
            <Button
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate({ version: version.version })}
            >
              撤回提议
            </Button>
          )}
          <span className="note">自己提出的要由另一位工作人员决定。</span>
        </Space>
      )}
    </Panel>
  );
}

interface ProposeProps {
  current: Version;
  onClose: () => void;
}

function Propose({ current, onClose }: ProposeProps) {
  const [choices, setChoices] = useState(() => choicesOf(current));
  const [isAsking, setAsking] = useState(false);
  const propose = useAct('oversight.proposeCatalogue', 'oversight.catalogue');
  const levels = consentFields.flatMap((field) => {
    const level = choices[field];
    return level === 0 ? [] : [{ field, level }];
  });
  return (
    <>
      <Modal
        open
        width={720}
        title="提出新的级别"
        okText="写理由"
        onOk={() => setAsking(true)}
        onCancel={onClose}
      >
        <PlainTable
          label="各字段的级别"
          rows={consentFields.map((field) => ({ field, label: consentFieldInfo[field].label }))}
          rowKey={({ field }) => field}
          empty=""
          columns={[
            { title: '字段', dataIndex: 'label' },
            {
              title: '级别',
              render: (_, { field, label }) => (
                <Select<Choice>
                  size="small"
                  aria-label={label}
                  style={{ width: 190 }}
                  value={choices[field]}
                  options={levelOptions}
                  onChange={(level) => setChoices({ ...choices, [field]: level })}
                />
              ),
            },
          ]}
        />
      </Modal>
      <WordsDialog
        open={isAsking}
        title="提出新的级别"
        sentence="由另一位工作人员同意以后生效；生效前一切照旧。"
        label="理由"
        okText="提出"
        error={propose.error}
        pending={propose.isPending}
        onClose={() => setAsking(false)}
        onWords={(reason) => propose.mutate({ levels, reason }, { onSuccess: onClose })}
      />
    </>
  );
}

/** Which field has which level, and who agreed to it. */
export function CataloguePage() {
  const { data, error, refetch } = useAsk('oversight.catalogue', {});
  const [isProposing, setProposing] = useState(false);
  return (
    <Page
      title="字段目录"
      sentence="机构可能看到的每一项和它的敏感级别。改动要两位工作人员：一位提出，另一位决定。"
      actions={
        <Button type="primary" disabled={!data} onClick={() => setProposing(true)}>
          提出改动
        </Button>
      }
    >
      <Failure error={error} onRetry={() => void refetch()} />
      {!data && !error && <Skeleton active />}
      {data && (
        <>
          {data.others
            .filter(({ status }) => status === 'proposed')
            .map((version) => (
              <Other key={version.version} current={data.current} version={version} />
            ))}
          <Panel
            title={
              <Space>
                第 {data.current.version} 版 <StateWord word={catalogueWords.active} />
              </Space>
            }
          >
            <Fields version={data.current} />
          </Panel>
          {data.others
            .filter(({ status }) => status !== 'proposed')
            .map((version) => (
              <Other key={version.version} current={data.current} version={version} />
            ))}
          {isProposing && <Propose current={data.current} onClose={() => setProposing(false)} />}
        </>
      )}
    </Page>
  );
}
