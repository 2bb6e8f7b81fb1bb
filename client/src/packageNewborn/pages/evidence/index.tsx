import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { TextArea } from '@/components/text-area';
import { useDraft } from '@/services/draft';
import { useMutation } from '@/services/mutation';
import { goBack, idParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { listed } from '../../model/answers';
import {
  evidenceErrors,
  evidenceFieldErrors,
  evidenceText,
  MAX_EVIDENCE_LENGTH,
} from '../../model/evidence';
import { Photos } from '../../parts/photos';

/** The contract takes at most so many. */
const MAX_PHOTOS = 3;

/** What staff asked for, while the application says so. */
function Request({ applicationId }: { applicationId: string }) {
  const { data } = useQuery('newborn.get', { applicationId });
  if (!data || data.request === null) return null;
  return (
    <Notice id="request" tone="warn" title="工作人员想请您补充">
      {data.request}
    </Notice>
  );
}

/** A few words and photographs for staff to look at. */
export default function EvidencePage() {
  const applicationId = idParam(useRouter().params, 'applicationId');
  const draft = useDraft(`evidence-${applicationId}`);
  const add = useMutation('newborn.addEvidence');
  const [summary, setSummary] = useState<readonly FieldError[]>([]);
  const { text = '' } = draft.values;
  const photoIds = listed(draft.values.photoIds);
  const messageFor = (id: string) => summary.find(({ fieldId }) => fieldId === id)?.message;

  const send = async () => {
    const wrong = evidenceErrors(text, photoIds);
    setSummary(wrong);
    if (wrong.length > 0) return;
    const words = evidenceText(text, photoIds);
    const sent = await add.run({ applicationId, text: words, photoIds });
    if (!sent) return;
    draft.clear();
    goBack();
  };
  const change = (values: Record<string, string>) => {
    draft.set(values);
    setSummary([]);
    add.clearError();
  };
  const refused = evidenceFieldErrors(add.error?.fields ?? []);
  return (
    <Page
      id="newborn-evidence"
      title="补充说明和照片"
      lead="工作人员会看，看完有结果马上告诉您。"
      footer={
        <AppButton
          id="send-evidence"
          busy={add.pending}
          busyText="正在提交"
          onPress={() => void send()}
        >
          交给工作人员
        </AppButton>
      }
    >
      <ErrorSummary errors={summary} />
      <ErrorNotice error={add.error} />
      {applicationId !== '' && <Request applicationId={applicationId} />}
      <Card>
        <TextArea
          id="evidence-text"
          label="想说明的情况（有照片可以不写）"
          hint="例如：证上的名字后来改过，这是换发的新证。"
          value={text}
          maxLength={MAX_EVIDENCE_LENGTH}
          error={messageFor('evidence-text') ?? refused['evidence-text']}
          onChange={(value) => change({ text: value })}
        />
        <Photos
          id="evidence-photos"
          label="照片（可以不加）"
          hint={`拍清楚、拍全，最多 ${MAX_PHOTOS} 张。只给您和工作人员看。`}
          photoIds={photoIds}
          max={MAX_PHOTOS}
          error={refused['evidence-photos']}
          onChange={(ids) => change({ photoIds: ids.join(',') })}
        />
      </Card>
    </Page>
  );
}
