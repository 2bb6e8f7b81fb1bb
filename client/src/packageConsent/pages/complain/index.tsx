import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { ErrorNotice } from '@/components/error-state';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { TextArea } from '@/components/text-area';
import { useDraft } from '@/services/draft';
import { momentWords } from '@/services/format';
import { useMutation } from '@/services/mutation';
import { idParam, replaceWith, stepParam } from '@/services/navigate';
import { useQuery } from '@/services/query';
import {
  complaintCauses,
  complaintError,
  complaintWords,
  isCause,
  MAX_COMPLAINT,
} from '../../model/complaint';
import { DoneStep } from './done-step';

interface AboutProps {
  consentId: string;
  lookId: string;
}

/** What the complaint is about, so that nobody complains about the wrong thing. */
function About({ consentId, lookId }: AboutProps) {
  const query = useQuery('consent.detail', { consentId });
  const looks = useQuery('consent.looks', lookId === '' ? null : { consentId });
  const look = looks.data?.looks.find((each) => each.lookId === lookId);
  return (
    <QueryView query={query} shape="text">
      {({ line }) => (
        <Card title="投诉谁">
          <View id="complain-about">{line.organisationName}</View>
          <View>{line.purposeLabel}</View>
          {look && <View>{`${momentWords(look.at)}的查看，工作人员 ${look.clerkName}`}</View>}
        </Card>
      )}
    </QueryView>
  );
}

function WordsStep({ consentId, lookId }: AboutProps) {
  const draft = useDraft(`complaint-${consentId}-${lookId}`);
  const complain = useMutation('consent.complain');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { cause, text = '' } = draft.values;
  const error = complaintError(cause, text);
  const fieldId = isCause(cause) ? 'complaint-text' : 'cause';
  const send = async () => {
    if (error !== undefined || !isCause(cause)) {
      setErrors([{ fieldId, message: error ?? '请选一样' }]);
      return;
    }
    const words = complaintWords(cause, text);
    const sent = await complain.run({ consentId, lookId: lookId || null, words });
    if (!sent) return;
    draft.clear();
    replaceWith('consentComplain', { step: 'done', complaintId: sent.complaintId });
  };
  const shown = error === undefined ? [] : errors;
  const errorAt = (id: string) => shown.find((each) => each.fieldId === id)?.message;
  return (
    <Page
      id="consent-complain"
      title="哪里不对？"
      lead="投诉直接交给医保局，不经过对方。"
      footer={
        <AppButton
          id="send-complaint"
          busy={complain.pending}
          busyText="正在提交"
          onPress={() => void send()}
        >
          提交投诉
        </AppButton>
      }
    >
      <ErrorSummary errors={shown} />
      <ErrorNotice error={complain.error} />
      <About consentId={consentId} lookId={lookId} />
      <Card>
        <ChoiceList
          id="cause"
          label="选一样最像的"
          choices={complaintCauses}
          value={isCause(cause) ? cause : undefined}
          error={errorAt('cause')}
          onChange={(value) => draft.set({ cause: value })}
        />
        <TextArea
          id="complaint-text"
          label={cause === 'other' ? '写一写哪里不对' : '想再说几句（可以不写）'}
          hint="不用写身份证号和银行卡号"
          error={errorAt('complaint-text')}
          value={text}
          maxLength={MAX_COMPLAINT}
          onChange={(value) => draft.set({ text: value })}
        />
      </Card>
    </Page>
  );
}

const steps = { words: WordsStep, done: DoneStep };

/** A complaint about a consent or one look at it: the words, then what happens next. */
export default function ComplainPage() {
  const { params } = useRouter();
  const Step = steps[stepParam(params, steps) ?? 'words'];
  return (
    <Step
      consentId={idParam(params, 'consentId')}
      lookId={idParam(params, 'lookId')}
      complaintId={idParam(params, 'complaintId')}
    />
  );
}
