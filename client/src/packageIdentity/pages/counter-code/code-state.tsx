import { AppButton } from '@/components/app-button';
import { CounterCode, HowItWorks } from '@/components/counter-code';
import { Notice } from '@/components/notice';
import { StatusCard } from '@/components/status-card';
import { goHome, replaceWith } from '@/services/navigate';

/** The code to be shown, and what happens when it was. */
export function CodeWaiting({ code, expiresAt }: { code: string; expiresAt: number | null }) {
  return (
    <>
      <CounterCode label="您的柜台核验码" code={code} expiresAt={expiresAt} />
      <Notice tone="info" title="窗口确认后，这里会自动变成「已确认」">
        这个号码只给医保工作人员看，不要发给别人。
      </Notice>
      <HowItWorks />
      <AppButton
        id="change-identity"
        kind="text"
        onPress={() => replaceWith('verify', { step: 'who', way: 'counter' })}
      >
        证件信息填错了？重新填写
      </AppButton>
    </>
  );
}

/** The clerk has confirmed: this is a verified person now. */
export function CodeConfirmed() {
  return (
    <StatusCard
      id="counter-confirmed"
      tone="ok"
      word="已确认"
      sentence="窗口已经确认您是本人"
      isPageTitle
    >
      <AppButton id="counter-done" onPress={goHome}>
        去首页，看看要办什么
      </AppButton>
    </StatusCard>
  );
}
