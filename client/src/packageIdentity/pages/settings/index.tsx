import { useState } from 'react';
import Taro from '@tarojs/taro';
import { Card } from '@/components/card';
import { SwitchRow } from '@/components/check-box';
import { HoldToReveal } from '@/components/hold-to-reveal';
import { Page } from '@/components/page';
import { Row, ServiceRow } from '@/components/row';
import { ConfirmDialog, Sheet } from '@/components/sheet';
import { HOTLINE, useAppInfo } from '@/services/app-info';
import { goTo } from '@/services/navigate';
import { setPreferences, usePreferences } from '@/services/preferences';
import { useQuery } from '@/services/query';
import { logout } from '@/services/session';
import { documentTypeWords } from '@/services/words';
import { About, Privacy } from './texts';
import './index.scss';

type Panel = 'privacy' | 'about' | 'logout';

/** How the app looks, who is logged in, and where to get help. */
export default function SettingsPage() {
  const { elder, hideAmounts } = usePreferences();
  const [panel, setPanel] = useState<Panel>();
  const close = () => setPanel(undefined);
  return (
    <Page id="settings" title="设置与帮助">
      <Card flush>
        <SwitchRow
          id="elder-mode"
          title="大字版"
          note="字更大，按钮更好按"
          on={elder}
          onChange={(on) => setPreferences({ elder: on })}
        />
        <SwitchRow
          id="hide-amounts"
          title="隐藏金额"
          note="旁边有人时，金额显示成圆点"
          on={hideAmounts}
          onChange={(on) => setPreferences({ hideAmounts: on })}
        />
      </Card>
      <Me onLogout={() => setPanel('logout')} />
      <Help onOpen={setPanel} />
      <Sheet id="privacy" open={panel === 'privacy'} title="怎样保护您的信息" onClose={close}>
        <Privacy onClose={close} />
      </Sheet>
      <Sheet id="about" open={panel === 'about'} title="关于医保随身办" onClose={close}>
        <About onClose={close} />
      </Sheet>
      <ConfirmDialog
        id="logout-confirm"
        open={panel === 'logout'}
        title="要退出登录吗？"
        text="退出后，下次要重新用微信登录。您的参保和缴费都不受影响。"
        confirmText="退出登录"
        danger
        onConfirm={() => void logout()}
        onClose={close}
      />
    </Page>
  );
}

/** Who is logged in; on a phone that is shared, a way out. */
function Me({ onLogout }: { onLogout: () => void }) {
  const me = useQuery('identity.me', {});
  if (!me.data) return null;
  const { verified } = me.data;
  return (
    <>
      {verified && (
        <Card title="实名信息">
          <Row label="姓名">
            <HoldToReveal id="my-name" masked={verified.nameMasked} clear={verified.name} />
          </Row>
          <Row label={documentTypeWords[verified.documentType].label}>
            {verified.documentMasked}
          </Row>
        </Card>
      )}
      {verified && (
        <Card flush>
          <ServiceRow
            id="open-reminders"
            icon="bell"
            title="提醒设置"
            subtitle="快截止、可以报销时，用微信或短信提醒"
            onPress={() => goTo('reminders')}
          />
          <ServiceRow
            id="open-mutual-aid"
            icon="pay"
            title="家庭共济"
            subtitle="用我的医保个人账户给家人缴费"
            onPress={() => goTo('mutualAid')}
          />
        </Card>
      )}
      {process.env.TARO_ENV === 'h5' && (
        <Card flush>
          <ServiceRow
            id="logout"
            icon="exit"
            title="退出登录"
            subtitle="和别人共用这台设备时，办完请退出"
            onPress={onLogout}
          />
        </Card>
      )}
    </>
  );
}

function Help({ onOpen }: { onOpen: (panel: Panel) => void }) {
  const info = useAppInfo();
  const hotline = info?.hotline ?? HOTLINE;
  return (
    <Card flush>
      <ServiceRow
        id="hotline"
        icon="phone"
        title={`医保服务热线 ${hotline}`}
        subtitle="不会办、看不懂，打电话问一问"
        onPress={() => void Taro.makePhoneCall({ phoneNumber: hotline })}
      />
      <ServiceRow
        id="open-privacy"
        icon="shield"
        title="怎样保护您的信息"
        onPress={() => onOpen('privacy')}
      />
      <ServiceRow
        id="open-about"
        icon="info"
        title="关于医保随身办"
        onPress={() => onOpen('about')}
      />
    </Card>
  );
}
