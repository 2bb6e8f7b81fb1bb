import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { parseIdentityDocument } from '@yibao/shared/rules/identity-document';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { Field } from '@/components/field';
import { Page } from '@/components/page';
import { Row } from '@/components/row';
import { StatusCard } from '@/components/status-card';
import { type MutationInput, useMutation } from '@/services/mutation';
import { goBack, goHome, idParam } from '@/services/navigate';
import { documentTypeWords } from '@/services/words';
import { useToday } from '../../../packageIdentity/parts/use-today';

type Upgrade = ReturnType<typeof useMutation<'newborn.upgradeIdentity'>>;
type Upgraded = NonNullable<Awaited<ReturnType<Upgrade['run']>>>;
type Numbered = MutationInput<'newborn.upgradeIdentity'>;

/** The proof, and the way back to the progress. */
function Done({ documentType, documentMasked }: Upgraded) {
  return (
    <Page id="newborn-upgrade-done">
      <StatusCard
        id="upgraded"
        tone="ok"
        word="已更换"
        sentence="已换成身份证号码，参保和缴费记录都在"
        isPageTitle
      >
        <AppButton id="upgrade-back" onPress={goBack}>
          返回
        </AppButton>
        <AppButton id="upgrade-home" kind="text" onPress={goHome}>
          回首页
        </AppButton>
      </StatusCard>
      <Card>
        <Row label={documentTypeWords[documentType].label}>{documentMasked}</Row>
      </Card>
    </Page>
  );
}

function Form({ personId, upgrade, onDone }: Pick<Numbered, 'personId'> & FormProps) {
  const today = useToday();
  const [typed, setTyped] = useState('');
  const [summary, setSummary] = useState<readonly FieldError[]>([]);
  const parsed = parseIdentityDocument('residentId', typed, today);

  const send = async () => {
    setSummary(parsed.ok ? [] : [{ fieldId: 'resident-id', message: parsed.message }]);
    if (!parsed.ok) return;
    const upgraded = await upgrade.run({ personId, documentNumber: parsed.value.number });
    if (upgraded) onDone(upgraded);
  };
  return (
    <Page
      id="newborn-upgrade"
      title="宝宝的身份证号码"
      lead="上好户口就有号码，在户口簿宝宝那一页上。"
      footer={
        <AppButton
          id="upgrade"
          busy={upgrade.pending}
          busyText="正在和公安核对"
          onPress={() => void send()}
        >
          更换
        </AppButton>
      }
    >
      <ErrorSummary errors={summary} />
      <ErrorNotice error={upgrade.error} />
      <Card>
        <Field
          id="resident-id"
          label="身份证号码"
          hint="18 位，照着户口簿填"
          type="idcard"
          maxLength={40}
          value={typed}
          error={summary[0]?.message}
          praise={parsed.ok ? '号码没有填错位' : undefined}
          onChange={(value) => {
            setTyped(value);
            setSummary([]);
            upgrade.clearError();
          }}
        />
      </Card>
    </Page>
  );
}

interface FormProps {
  upgrade: Upgrade;
  onDone: (upgraded: Upgraded) => void;
}

/** A baby known by the birth certificate gets the ID number; everything else stays as it is. */
export default function UpgradePage() {
  const personId = idParam(useRouter().params, 'personId');
  const upgrade = useMutation('newborn.upgradeIdentity');
  const [upgraded, setUpgraded] = useState<Upgraded>();
  if (upgraded) return <Done {...upgraded} />;
  return <Form personId={personId} upgrade={upgrade} onDone={setUpgraded} />;
}
