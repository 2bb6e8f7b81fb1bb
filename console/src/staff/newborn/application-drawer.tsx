import { Button, Descriptions, Drawer, Skeleton, Timeline } from 'antd';
import { useEffect } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { isUndecidedNewborn } from '@yibao/shared/rules/newborn-states';
import { Failure } from '../../components/failure';
import { PlainTable } from '../../components/paged-table';
import { StateWord } from '../../components/state-word';
import { dateTime } from '../../services/format';
import { checkWords, parentLabels, sexLabels, staffNoteLabels } from '../../services/labels';
import { useAct } from '../../services/query';
import { Decisions } from './decisions';
import { Guardians } from './guardians';
import { Photos } from './photos';

export type Application = Output<'newborn.staffView'>;

function Facts({ application }: { application: Application }) {
  const { facts, baby } = application;
  const typed = facts
    ? [
        { key: 'number', label: '证明编号', children: facts.certificateNumber },
        { key: 'name', label: '宝宝姓名', children: facts.babyName },
        { key: 'born', label: '出生', children: `${facts.bornOn} ${facts.bornAtTime}` },
        { key: 'applicant', label: '申请人', children: facts.applicantName },
        { key: 'other', label: '另一位家长', children: facts.otherParentName ?? '没有填写' },
      ]
    : [
        { key: 'number', label: '证明编号', children: baby.certificateMasked },
        { key: 'name', label: '宝宝姓名', children: baby.nameMasked },
        { key: 'applicant', label: '申请人', children: application.applicantMasked },
        { key: 'other', label: '另一位家长', children: application.otherParentMasked ?? '—' },
      ];
  return (
    <Descriptions
      size="small"
      column={2}
      bordered
      items={[
        ...typed,
        { key: 'role', label: '申请人是', children: parentLabels[application.applicantRole] },
        { key: 'sex', label: '性别', children: sexLabels[baby.sex] },
      ]}
    />
  );
}

const Checks = ({ application }: { application: Application }) => (
  <PlainTable
    label="核对结果"
    rows={application.checks}
    rowKey={({ check }) => check}
    empty="还没有核对。"
    columns={[
      { title: '核对', dataIndex: 'title' },
      { title: '结果', render: (_, row) => <StateWord word={checkWords[row.result]} /> },
      { title: '说明', dataIndex: 'sentence', width: 320 },
      { title: '来源', dataIndex: 'sourceName' },
    ]}
  />
);

function History({ application }: { application: Application }) {
  const events = [
    ...application.evidence.map(({ at, text }) => ({ at, text: `家长补充：${text}` })),
    ...application.notes.map(({ at, badge, kind, text }) => ({
      at,
      text: `${badge} ${staffNoteLabels[kind]}：${text}`,
    })),
  ].sort((a, b) => a.at - b.at);
  if (events.length === 0) return <p className="note">还没有人写过意见。</p>;
  return (
    <Timeline
      items={events.map(({ at, text }, index) => ({
        key: index,
        content: (
          <>
            <span className="note">{dateTime(at)}</span>
            <p className="evidence-text">{text}</p>
          </>
        ),
      }))}
    />
  );
}

interface BodyProps {
  application: Application;
  onChanged: () => void;
}

function Body({ application, onChanged }: BodyProps) {
  const claim = useAct('newborn.staffClaim', 'newborn.');
  const { applicationId, claimedByMe, status } = application;
  const isUndecided = isUndecidedNewborn(status);
  // what was typed is there for who has the application in hand
  const isInHand = application.facts !== null;
  return (
    <>
      <Failure error={claim.error} />
      {!claimedByMe && isUndecided && (
        <Button
          type="primary"
          style={{ marginBottom: 12 }}
          loading={claim.isPending}
          onClick={() => claim.mutate({ applicationId }, { onSuccess: onChanged })}
        >
          {application.claimedByBadge === null
            ? '领取这份申请'
            : `从 ${application.claimedByBadge} 接手`}
        </Button>
      )}
      {!isInHand && <p className="note">领取以后才能看到完整的填写内容和照片，并作出决定。</p>}
      <Facts application={application} />
      <h3>核对结果</h3>
      <Checks application={application} />
      {isInHand && <Photos applicationId={applicationId} photoIds={application.photoIds} />}
      <h3>经过</h3>
      <History application={application} />
      <Guardians application={application} />
      {isInHand && isUndecided && <Decisions application={application} onChanged={onChanged} />}
    </>
  );
}

interface Props {
  applicationId: string | null;
  onClose: () => void;
}

/** One application; opening it is written down, so it is read once and again after each change. */
export function ApplicationDrawer({ applicationId, onClose }: Props) {
  const view = useAct('newborn.staffView');
  const { mutate, reset } = view;
  useEffect(() => {
    if (applicationId === null) reset();
    else mutate({ applicationId });
  }, [applicationId, mutate, reset]);
  const shown = view.data?.applicationId === applicationId ? view.data : undefined;
  return (
    <Drawer
      open={applicationId !== null}
      onClose={onClose}
      title={shown ? `${shown.reference}　${shown.babyNameMasked}` : '新生儿申请'}
      size={860}
      destroyOnHidden
    >
      <Failure
        error={view.error}
        onRetry={() => applicationId !== null && mutate({ applicationId })}
      />
      {!view.error && !shown && <Skeleton active />}
      {shown && (
        <Body
          application={shown}
          onChanged={() => mutate({ applicationId: shown.applicationId })}
        />
      )}
    </Drawer>
  );
}
