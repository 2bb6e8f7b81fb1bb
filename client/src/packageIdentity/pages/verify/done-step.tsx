import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { HoldToReveal } from '@/components/hold-to-reveal';
import { Row } from '@/components/row';
import { StatusCard } from '@/components/status-card';
import { goHome, goTo } from '@/services/navigate';
import { documentTypeWords } from '@/services/words';

type Person = NonNullable<Output<'identity.me'>['verified']>;

/** The proof: we know who this is, and what can be done now. */
export function DoneStep({ person }: { person: Person }) {
  return (
    <>
      <StatusCard id="verify-done" tone="ok" word="已实名" sentence="已经确认您是本人" isPageTitle>
        <AppButton id="verify-done-home" onPress={goHome}>
          去首页，看看要办什么
        </AppButton>
        <AppButton id="verify-done-family" kind="text" onPress={() => goTo('familyAdd')}>
          先添加家人
        </AppButton>
      </StatusCard>
      <Card>
        <Row label="姓名">
          <HoldToReveal id="my-name" masked={person.nameMasked} clear={person.name} />
        </Row>
        <Row label={documentTypeWords[person.documentType].label}>{person.documentMasked}</Row>
      </Card>
    </>
  );
}
