import { Button, Space } from 'antd';
import { useState } from 'react';
import { WordsDialog } from '../../components/words-dialog';
import { useAct } from '../../services/query';
import type { Application } from './application-drawer';

type Decision = 'approve' | 'askMore' | 'refuse';

const words = {
  approve: {
    title: '同意',
    sentence: '和登记信息不一致的，要另一位工作人员也同意才算数。',
    label: '理由（记入审计）',
  },
  askMore: {
    title: '要求补充',
    sentence: '家长会在手机上看到要补充什么。',
    label: '请家长补充什么',
  },
  refuse: { title: '不予通过', sentence: '家长会在手机上看到理由。', label: '理由' },
} as const;

interface Props {
  application: Application;
  onChanged: () => void;
}

/** What the clerk who has claimed an application can decide. */
export function Decisions({ application, onChanged }: Props) {
  const [decision, setDecision] = useState<Decision | null>(null);
  const acts = {
    approve: useAct('newborn.staffApprove', 'newborn.staffQueue'),
    askMore: useAct('newborn.staffAskMore', 'newborn.staffQueue'),
    refuse: useAct('newborn.staffRefuse', 'newborn.staffQueue'),
  };
  const act = acts[decision ?? 'approve'];
  const leave = () => {
    act.reset();
    setDecision(null);
  };
  const { applicationId } = application;
  const chosen = words[decision ?? 'approve'];
  return (
    <>
      <Space>
        <Button type="primary" onClick={() => setDecision('approve')}>
          {application.awaitsSecondApproval ? '作为第二人同意' : '同意'}
        </Button>
        <Button onClick={() => setDecision('askMore')}>要求补充</Button>
        <Button danger onClick={() => setDecision('refuse')}>
          不予通过
        </Button>
      </Space>
      <WordsDialog
        open={decision !== null}
        {...chosen}
        okText={chosen.title}
        danger={decision === 'refuse'}
        error={act.error}
        pending={act.isPending}
        onClose={leave}
        onWords={(reason) =>
          act.mutate(
            { applicationId, reason },
            {
              onSuccess: () => {
                leave();
                onChanged();
              },
            },
          )
        }
      />
    </>
  );
}
