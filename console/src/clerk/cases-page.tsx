import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import type { Output } from '@yibao/shared/contracts';
import { Failure } from '../components/failure';
import { type QueueList, QueuePage } from '../components/queue-page';
import { StateWord } from '../components/state-word';
import { dateOrDash, dateTime } from '../services/format';
import type { Word } from '../services/labels';
import { useAct, usePages } from '../services/query';

type Case = Output<'partner.cases'>['rows'][number];
type Show = 'open' | 'toErase' | 'all';
type Step = 'close' | 'erase';

const noCase = '还没有案件。发起授权请求时填上案件编号，案件就有了。';
const lists: readonly QueueList<Show>[] = [
  { value: 'open', label: '办理中', empty: noCase },
  { value: 'toErase', label: '待删除', empty: '没有要删除的内容。' },
  { value: 'all', label: '全部', empty: noCase },
];

const erasureWords = {
  open: { label: '办理中', tone: 'info' },
  due: { label: '已结案，待删除', tone: 'warn' },
  overdue: { label: '逾期没有确认删除', tone: 'danger' },
  erased: { label: '已删除', tone: 'ok' },
  settled: { label: '医保局已处理', tone: 'quiet' },
} as const satisfies Record<Case['erasure'], Word>;

/** What can still be done with a case. */
function stepOf({ erasure }: Case): Step | null {
  if (erasure === 'open') return 'close';
  return erasure === 'due' || erasure === 'overdue' ? 'erase' : null;
}

const steps = {
  close: {
    title: '结案',
    button: '结案',
    sentence:
      '结案以后，这个案件下的授权都不能再查询。已经看到的内容，要在系统给出的日期之前删除，删除后回到这里确认。',
  },
  erase: {
    title: '确认已经删除',
    button: '确认已删除',
    sentence:
      '确认以后会以您的名义记入审计。请先确认打印件已经销毁、导出的文件和抄录的内容已经删除。',
  },
} as const;

interface DialogProps {
  chosen: { step: Step; row: Case } | null;
  onClose: () => void;
}

function CaseDialog({ chosen, onClose }: DialogProps) {
  const close = useAct('partner.closeCase', 'partner.');
  const erase = useAct('partner.confirmErased', 'partner.');
  const act = chosen?.step === 'erase' ? erase : close;
  const leave = () => {
    act.reset();
    onClose();
  };
  const words = steps[chosen?.step ?? 'close'];
  return (
    <Modal
      open={chosen !== null}
      title={`${words.title}：${chosen?.row.caseNo ?? ''}`}
      okText={words.button}
      okButtonProps={{ danger: chosen?.step === 'close' }}
      confirmLoading={act.isPending}
      onOk={() => chosen && act.mutate({ caseId: chosen.row.caseId }, { onSuccess: leave })}
      onCancel={leave}
    >
      <Failure error={act.error} />
      <p>{words.sentence}</p>
    </Modal>
  );
}

/** Cases: as long as one is open its consents can be used, and what was seen has to be erased. */
export function CasesPage() {
  const [show, setShow] = useState<Show>('open');
  const [chosen, setChosen] = useState<DialogProps['chosen']>(null);
  const paged = usePages('partner.cases', { show });
  return (
    <QueuePage<Case, Show>
      title="案件"
      sentence="办完的案件要结案；结案后在期限内删除看到的内容，并在这里确认。"
      label="案件"
      lists={lists}
      show={show}
      onShow={setShow}
      above={
        show === 'toErase' && (
          <Alert
            type="info"
            showIcon
            style={{ marginBottom: 12 }}
            title="请在“最晚删除”那天之前删除看到的内容，然后在这里确认。逾期没有确认的，医保局也看得到。"
          />
        )
      }
      paged={paged}
      rowKey={({ caseId }) => caseId}
      columns={[
        { title: '案件编号', dataIndex: 'caseNo' },
        { title: '用途', render: (_, row) => consentPurposeInfo[row.purpose].label },
        { title: '状态', render: (_, row) => <StateWord word={erasureWords[row.erasure]} /> },
        { title: '授权', align: 'right', render: (_, row) => `${row.consents} 份` },
        { title: '立案', render: (_, row) => dateTime(row.openedAt) },
        {
          title: '结案',
          render: (_, row) =>
            `${dateTime(row.closedAt)}${row.closedByItself ? '（长期没有有效授权，自动结案）' : ''}`,
        },
        { title: '最晚删除', render: (_, row) => dateOrDash(row.eraseBy) },
        { title: '确认删除', render: (_, row) => dateTime(row.erasedAt) },
        {
          title: '操作',
          render: (_, row) => {
            const step = stepOf(row);
            if (step === null) return null;
            return (
              <Button size="small" onClick={() => setChosen({ step, row })}>
                {steps[step].button}
              </Button>
            );
          },
        },
      ]}
    >
      <CaseDialog chosen={chosen} onClose={() => setChosen(null)} />
    </QueuePage>
  );
}
