import { Text, View } from '@tarojs/components';
import { Card } from '@/components/card';
import { ServiceRow } from '@/components/row';
import { goTo } from '@/services/navigate';

/** What waits for the person, by where it waits. */
export interface Waiting {
  unread: number;
  consentRequests: number;
}

/** What can be done here: only what exists, and for whom it works now. */
export function Services({ verified, waiting }: { verified: boolean; waiting: Waiting }) {
  const { unread, consentRequests } = waiting;
  return (
    <Card flush>
      {verified && (
        <>
          <ServiceRow
            id="go-choose"
            icon="pay"
            title="参保缴费"
            subtitle="给自己和家人参保、缴费"
            onPress={() => goTo('choose')}
          />
          <ServiceRow
            id="go-newborn"
            icon="plus"
            title="新生儿一件事"
            subtitle="上户口前就能参保，当场出结果"
            onPress={() => goTo('newborn')}
          />
          <ServiceRow
            id="go-records"
            icon="document"
            title="缴费与待遇查询"
            subtitle="哪天能报销、交过多少钱、看病报了多少"
            onPress={() => goTo('records')}
          />
          <ServiceRow
            id="go-certificates"
            icon="check"
            title="证明与凭证"
            subtitle="参保证明、缴费凭证，当场开好，谁都能验"
            onPress={() => goTo('certificates')}
          />
          <ServiceRow
            id="go-consents"
            icon="shield"
            title="信息授权"
            subtitle={
              consentRequests > 0
                ? `有 ${consentRequests} 个请求等您决定`
                : '单位、保险公司想看您的信息，由您决定'
            }
            badge={consentRequests > 0 && <Count of={consentRequests} />}
            onPress={() => goTo('consents')}
          />
          <ServiceRow
            id="go-family"
            icon="people"
            title="家庭成员"
            subtitle="添加或移除您代办的家人"
            onPress={() => goTo('family')}
          />
          <ServiceRow
            id="go-mutual-aid"
            icon="pay"
            title="家庭共济"
            subtitle="用职工医保个人账户的钱给家人缴费"
            onPress={() => goTo('mutualAid')}
          />
        </>
      )}
      <ServiceRow
        id="go-notices"
        icon="bell"
        title="消息"
        subtitle={unread > 0 ? `有 ${unread} 条还没看` : '办理的进展会告诉您'}
        badge={unread > 0 && <Count of={unread} />}
        onPress={() => goTo('notices')}
      />
      <ServiceRow
        id="go-settings"
        icon="gear"
        title="设置与帮助"
        subtitle="大字版、隐藏金额、热线 12393"
        onPress={() => goTo('settings')}
      />
    </Card>
  );
}

function Count({ of }: { of: number }) {
  return (
    <View className="unread-count">
      <Text>{of > 99 ? '99+' : of}</Text>
    </View>
  );
}
