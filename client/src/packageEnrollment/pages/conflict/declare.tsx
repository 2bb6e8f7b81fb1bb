import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { ErrorNotice } from '@/components/error-state';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { useDraft } from '@/services/draft';
import { useMutation } from '@/services/mutation';
import {
  asksHour,
  type Enrollment,
  hourChoices,
  hourWords,
  readSuspensionDay,
  suspensionTime,
} from '../../model/conflict';

const DAYS = [
  { value: 'now', label: '刚刚办好' },
  { value: 'today', label: '今天早些时候' },
  { value: 'yesterday', label: '昨天' },
  { value: 'older', label: '前天或更早' },
] as const;

interface DeclareProps {
  enrollmentId: string;
  /** Business time, epoch milliseconds; asked for at the tap because the page may stay open. */
  businessNow: () => number;
  onDeclared: (enrollment: Enrollment) => void;
}

/** 「我已经办理暂停」 and when that was. */
export function Declare({ enrollmentId, businessNow, onDeclared }: DeclareProps) {
  const draft = useDraft(`suspension-${enrollmentId}`);
  const declare = useMutation('enrollment.declareSuspension');
  const [errors, setErrors] = useState<FieldError[]>([]);
  const day = readSuspensionDay(draft.values.day);
  const hour = draft.values.hour === undefined ? undefined : Number(draft.values.hour);
  const errorAt = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message;
  const answer = (change: Record<string, string>) => {
    setErrors([]);
    declare.clearError();
    draft.set(change);
  };

  const send = async () => {
    const time = suspensionTime(day, hour, businessNow());
    setErrors(time.ok ? [] : [{ fieldId: `suspension-${time.field}`, message: time.message }]);
    if (!time.ok) return;
    const enrollment = await declare.run({ enrollmentId, suspendedAt: time.at });
    if (!enrollment) return;
    draft.clear();
    onDeclared(enrollment);
  };
  return (
    <Card title="那边办好暂停了吗？">
      <ErrorSummary errors={errors} />
      <ChoiceList
        id="suspension-day"
        label="什么时候办好的？"
        hint="办好了再来选。还没办的话，先打电话，这一页会给您留着"
        error={errorAt('suspension-day')}
        choices={DAYS}
        value={day}
        onChange={(value) => answer({ day: value })}
      />
      {asksHour(day) && (
        <ChoiceList
          id="suspension-hour"
          label="大约几点？"
          hint="记不清就选最接近的"
          error={errorAt('suspension-hour')}
          choices={hourChoices(day, businessNow()).map((value) => ({
            value: String(value),
            label: hourWords(value),
          }))}
          value={draft.values.hour}
          onChange={(value) => answer({ hour: value })}
          columns={2}
        />
      )}
      <ErrorNotice error={declare.error} />
      <AppButton
        id="declare-suspension"
        busy={declare.pending}
        busyText="正在提交"
        onPress={() => void send()}
      >
        我已经办理暂停
      </AppButton>
    </Card>
  );
}
