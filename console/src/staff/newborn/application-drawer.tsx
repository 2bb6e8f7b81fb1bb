import { Alert, Button, Descriptions, Drawer, Skeleton, Timeline } from 'antd';
import { useEffect } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { isUndecidedNewborn, newbornStatusInfo } from '@yibao/shared/rules/newborn-states';
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

/** Where it stands, in a sentence for the clerk: what is to be done next, and by whom. */
function Standing({ application }: { application: Application }) {
  const { status, claimedByMe, claimedByBadge, awaitsSecondApproval } = application;
  if (!isUndecidedNewborn(status)) {
    return <Alert type="info" showIcon title={`已经有结果：${newbornStatusInfo[status].label}`} />;
  }
  if (awaitsSecondApproval) {
    const who = application.firstApproverBadge ?? '一位同事';
    const title = application.firstApprovedByMe
      ? '您已经同意。和登记信息不一致的要两个人同意，现在等另一位同事。'
      : `${who} 已经同意。请您核对一遍，作为第二人决定。`;
    return <Alert type="warning" showIcon title={title} />;
  }
  if (status === 'need_more') {
    return <Alert type="info" showIcon title="已请家长补充材料，补好以后会回到“待处理”。" />;
  }
  if (claimedByMe) {
    return <Alert type="info" showIcon title="在您手上。看完以后，在最下面作出决定。" />;
  }
  const title =
    claimedByBadge === null
      ? '还没有人领取。领取以后才能看到完整的填写内容和照片，并作出决定。'
      : `${claimedByBadge} 正在办。`;
  return <Alert type="info" showIcon title={title} />;
}

interface PartProps {
  application: Application;
  onChanged: () => void;
}

function Body({ application, onChanged }: PartProps) {
  // what was typed is there for who has the application in hand
  const isInHand = application.facts !== null;
  return (
    // the buttons are below it: by keyboard it could not be scrolled otherwise
    <div role="region" aria-label="申请的内容" tabIndex={0}>
      <div style={{ marginBottom: 16 }}>
        <Standing application={application} />
      </div>
      <Facts application={application} />
      <h3>核对结果</h3>
      <p className="note">和家长在手机上看到的一样，“您”是申请人。</p>
      <Checks application={application} />
      {isInHand && (
        <Photos applicationId={application.applicationId} photoIds={application.photoIds} />
      )}
      <h3>经过</h3>
      <History application={application} />
      <Guardians application={application} onChanged={onChanged} />
    </div>
  );
}

/** What can be done about it, always in sight; nothing once it is decided. */
function Foot({ application, onChanged }: PartProps) {
  const claim = useAct('newborn.staffClaim', 'newborn.staffQueue');
  const { applicationId, claimedByMe, claimedByBadge, firstApprovedByMe } = application;
  if (application.facts !== null && (claimedByMe || application.awaitsSecondApproval)) {
    if (application.awaitsSecondApproval && firstApprovedByMe) return null;
    return <Decisions application={application} onChanged={onChanged} />;
  }
  return (
    <>
      <Failure error={claim.error} />
      <Button
        type="primary"
        loading={claim.isPending}
        onClick={() => claim.mutate({ applicationId }, { onSuccess: onChanged })}
      >
        {claimedByBadge === null ? '领取这份申请' : `从 ${claimedByBadge} 接手`}
      </Button>
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
  const readAgain = () => applicationId !== null && mutate({ applicationId });
  const shown = view.data?.applicationId === applicationId ? view.data : undefined;
  return (
    <Drawer
      open={applicationId !== null}
      onClose={onClose}
      title={shown ? `${shown.reference}　${shown.babyNameMasked}` : '新生儿申请'}
      size={860}
      destroyOnHidden
      footer={
        shown &&
        isUndecidedNewborn(shown.status) && <Foot application={shown} onChanged={readAgain} />
      }
    >
      <Failure error={view.error} onRetry={readAgain} />
      {!view.error && !shown && <Skeleton active />}
      {shown && <Body application={shown} onChanged={readAgain} />}
    </Drawer>
  );
}
