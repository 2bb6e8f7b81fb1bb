import { View } from '@tarojs/components';
import { Card } from '@/components/card';
import { SwitchRow } from '@/components/check-box';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { canAskForMessages } from '@/services/messages';
import { useMutation } from '@/services/mutation';
import { useQuery } from '@/services/query';
import { GroupCard } from './group-card';
import { PhoneCard } from './phone-card';
import { type Group, groupNames, hourSaid, type Settings } from './words';
import './index.scss';

type Change = Partial<Pick<Settings, 'wechat' | 'sms' | 'muted'>>;

/** What one is reminded of, by which way, and how many WeChat messages are left. */
export default function RemindersPage() {
  const settings = useQuery('identity.reminderSettings', {});
  return (
    <Page id="reminders" title="提醒设置" lead="该缴费了、可以报销了，到时候告诉您。">
      <QueryView query={settings} shape="list">
        {(shown) => <Body settings={shown} reload={settings.reload} />}
      </QueryView>
    </Page>
  );
}

/** A browser cannot ask for WeChat's messages: it says where that can be done. */
function wechatNote(smsAvailable: boolean): string {
  if (canAskForMessages()) return '发在微信的「服务通知」里';
  const here = smsAvailable ? '；在这里可以用短信提醒' : '';
  return `要到微信小程序的「提醒设置」里打开${here}`;
}

function Body({ settings, reload }: { settings: Settings; reload: () => void }) {
  const save = useMutation('identity.saveReminderSettings');
  const { wechat, sms, muted, phone, smsAvailable, quiet, maxPushesPerDay } = settings;
  const change = async (what: Change) => {
    await save.run({ wechat, sms, muted, ...what });
    reload();
  };
  const withGroup = (group: Group, on: boolean) =>
    on ? muted.filter((each) => each !== group) : [...muted, group];
  return (
    <>
      <ErrorNotice error={save.error} />
      <Card flush>
        <SwitchRow
          id="by-wechat"
          title="微信提醒"
          note={wechatNote(smsAvailable)}
          on={wechat}
          onChange={(on) => void change({ wechat: on })}
        />
        {phone && (
          <SwitchRow
            id="by-sms"
            title="短信提醒"
            note={`微信发不出的，发短信到 ${phone.masked}`}
            on={sms}
            onChange={(on) => void change({ sms: on })}
          />
        )}
      </Card>
      {smsAvailable && <PhoneCard phone={phone} onChanged={reload} />}
      {groupNames.map((group) => (
        <GroupCard
          key={group}
          group={group}
          settings={settings}
          onSwitch={(on) => void change({ muted: withGroup(group, on) })}
          onAllowed={reload}
        />
      ))}
      <Notice tone="info" title={`${hourSaid(quiet.from)}到${hourSaid(quiet.until)}不打扰`}>
        <View>{`一天最多发 ${maxPushesPerDay} 条。不管怎么设置，「消息」里都能看到。`}</View>
      </Notice>
    </>
  );
}
