import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Chips } from '@/components/chips';
import { EmptyState } from '@/components/empty-state';
import { Field } from '@/components/field';
import { Page } from '@/components/page';
import { ServiceRow } from '@/components/row';
import { StepHeader } from '@/components/step-header';
import { goTo } from '@/services/navigate';
import { findParties, type Party } from '../../model/begin';
import { organisationKindWords } from '../../model/words';
import { type BeginProps, useBeginning } from './use-beginning';

/** So many stand there at once; more are found by name. */
const SHOWN = 20;

const kinds = [
  { value: 'all', word: '全部' },
  { value: 'employer', word: '单位' },
  { value: 'insurer', word: '保险公司' },
] as const;

const icons = { employer: 'building', insurer: 'shield' } as const;

function Found({ found, onChoose }: { found: Party[]; onChoose: (party: Party) => void }) {
  const shown = found.slice(0, SHOWN);
  if (shown.length === 0) {
    return (
      <EmptyState
        id="no-party"
        icon="building"
        title="没有找到"
        text="只有和医保局签了协议的机构才能授权。换个名字再找，或请对方联系医保局。"
      />
    );
  }
  return (
    <>
      <Card flush>
        {shown.map((party) => (
          <ServiceRow
            key={party.agreementId}
            id={`party-${party.organisationId}`}
            icon={icons[party.kind]}
            title={party.name}
            subtitle={organisationKindWords[party.kind]}
            onPress={() => onChoose(party)}
          />
        ))}
      </Card>
      {found.length > SHOWN && (
        <View className="begin__more">
          <Text>{`还有 ${found.length - SHOWN} 家，请在上面输入名字找`}</Text>
        </View>
      )}
    </>
  );
}

/** Step 1: for whom. Only organisations with an agreement in force. */
export function PartyStep({ parties }: BeginProps) {
  const { choose } = useBeginning(parties);
  const [typed, setTyped] = useState('');
  const [kind, setKind] = useState('all');
  const only = kind === 'employer' || kind === 'insurer' ? kind : undefined;
  return (
    <Page id="begin-party">
      <StepHeader
        step={1}
        of={5}
        title="授权给哪家机构？"
        hint="只有和医保局签了协议的机构，才在这里。"
      />
      <Card>
        <Field
          id="party-search"
          label="输入名字找"
          value={typed}
          maxLength={40}
          placeholder="例如：矿业"
          onChange={setTyped}
        />
      </Card>
      <Chips id="party-kind" label="哪一种" choices={kinds} value={kind} onChange={setKind} />
      <Found
        found={findParties(parties, typed, only)}
        onChoose={({ agreementId }) => {
          choose({ agreementId });
          goTo('consentBegin', { step: 'purpose' });
        }}
      />
      <AppButton id="go-consents" kind="text" onPress={() => goTo('consents')}>
        看看已经授权给谁
      </AppButton>
    </Page>
  );
}
