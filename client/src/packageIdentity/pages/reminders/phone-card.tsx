import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Field } from '@/components/field';
import { Notice } from '@/components/notice';
import { Row } from '@/components/row';
import { ConfirmDialog } from '@/components/sheet';
import type { ServiceError } from '@/services/errors';
import { useMutation } from '@/services/mutation';
import type { Settings } from './words';

interface PhoneCardProps {
  phone: Settings['phone'];
  onChanged: () => void;
}

/** The phone for short messages: bound by a code that arrives there, changed, removed. */
export function PhoneCard({ phone, onChanged }: PhoneCardProps) {
  const [editing, setEditing] = useState(false);
  if (phone && !editing) {
    return <BoundPhone phone={phone} onEdit={() => setEditing(true)} onRemoved={onChanged} />;
  }
  const done = () => {
    setEditing(false);
    onChanged();
  };
  return <NewPhone onBound={done} onCancel={phone ? () => setEditing(false) : undefined} />;
}

interface BoundPhoneProps {
  phone: NonNullable<Settings['phone']>;
  onEdit: () => void;
  onRemoved: () => void;
}

function BoundPhone({ phone, onEdit, onRemoved }: BoundPhoneProps) {
  const remove = useMutation('identity.removePhone');
  const [asking, setAsking] = useState(false);
  const confirm = async () => {
    setAsking(false);
    if (await remove.run({})) onRemoved();
  };
  return (
    <Card title="收短信的手机">
      {!phone.reachable && (
        <Notice tone="warn" title="短信发不到这个号码">
          <View>可能停用了，或者设置了不接收。请换一个号码。</View>
        </Notice>
      )}
      <Row label="手机号">{phone.masked}</Row>
      <ErrorNotice error={remove.error} />
      <View className="reminders-buttons">
        <AppButton id="change-phone" kind="secondary" onPress={onEdit}>
          换号码
        </AppButton>
        <AppButton
          id="remove-phone"
          kind="text"
          busy={remove.pending}
          onPress={() => setAsking(true)}
        >
          不再发短信，删掉号码
        </AppButton>
      </View>
      <ConfirmDialog
        id="remove-phone-sure"
        open={asking}
        title="要删掉这个号码吗？"
        text="删掉后不再发短信。微信和「消息」里的提醒不受影响。"
        confirmText="删掉"
        danger
        onConfirm={() => void confirm()}
        onClose={() => setAsking(false)}
      />
    </Card>
  );
}

const wordsAt = (error: ServiceError | undefined, field: string): string | undefined =>
  error?.fields.find((each) => each.field === field)?.message;

interface NewPhoneProps {
  onBound: () => void;
  onCancel: (() => void) | undefined;
}

function NewPhone({ onBound, onCancel }: NewPhoneProps) {
  const send = useMutation('identity.sendPhoneCode');
  const confirm = useMutation('identity.confirmPhone');
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const [sentTo, setSentTo] = useState<string>();
  const numberError = wordsAt(send.error, 'phone');
  const codeError = wordsAt(confirm.error, 'phoneCode');
  const ask = async () => {
    const sent = await send.run({ phone: number });
    if (sent) setSentTo(sent.phoneMasked);
  };
  const bind = async () => {
    if (await confirm.run({ phoneCode: code })) onBound();
  };
  return (
    <Card title="用短信提醒">
      <Field
        id="phone"
        label="手机号"
        hint="家里谁的都行，只用来发提醒"
        type="number"
        maxLength={20}
        value={number}
        error={numberError}
        onChange={(value) => {
          setNumber(value);
          send.clearError();
        }}
      />
      {!numberError && <ErrorNotice error={send.error} />}
      {sentTo !== undefined && (
        <>
          <Field
            id="phoneCode"
            label="短信里的 6 位数字"
            hint={`已发到 ${sentTo}，10 分钟内有效`}
            type="number"
            maxLength={6}
            value={code}
            error={codeError}
            onChange={(value) => {
              setCode(value);
              confirm.clearError();
            }}
          />
          {!codeError && <ErrorNotice error={confirm.error} />}
          <AppButton id="bind-phone" busy={confirm.pending} onPress={() => void bind()}>
            就用这个号码
          </AppButton>
        </>
      )}
      <View className="reminders-buttons">
        <AppButton
          id="send-code"
          kind="secondary"
          busy={send.pending}
          busyText="正在发送"
          onPress={() => void ask()}
        >
          {sentTo === undefined ? '发验证码' : '没收到？再发一次'}
        </AppButton>
        {onCancel && (
          <AppButton id="keep-phone" kind="text" onPress={onCancel}>
            不换了
          </AppButton>
        )}
      </View>
    </Card>
  );
}
