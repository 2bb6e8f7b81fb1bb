import { Alert, Descriptions } from 'antd';
import { consentModeLabels, consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { Page, Panel } from '../components/page';
import { Tags } from '../components/tags';
import { StateWord } from '../components/state-word';
import { dateTime } from '../services/format';
import { levelWords, organisationKindLabels } from '../services/labels';
import { type Agreement, useMe } from './me';

function AgreementDetails({ agreement }: { agreement: Agreement }) {
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      styles={{ label: { width: 140 } }}
      items={[
        { key: 'number', label: '协议编号', children: agreement.number },
        {
          key: 'period',
          label: '有效期',
          children: `${agreement.periodFrom} 至 ${agreement.periodTo}`,
        },
        {
          key: 'purposes',
          label: '用途',
          children: agreement.purposes.map((each) => consentPurposeInfo[each].label).join('、'),
        },
        {
          key: 'modes',
          label: '使用方式',
          children: agreement.modes.map((each) => consentModeLabels[each]).join('、'),
        },
        {
          key: 'level',
          label: '最高级别',
          children: <StateWord word={levelWords[agreement.maxLevel]} />,
        },
        {
          key: 'fields',
          label: '可以请求的内容',
          children: <Tags words={agreement.fields.map(({ label }) => label)} />,
        },
      ]}
    />
  );
}

/** Who is signed in, for which organisation, under which agreement. */
export function OrganisationPage() {
  const { organisation, clerkName, agreement, now, sessionUntil } = useMe();
  return (
    <Page title="我的机构" sentence="登记的资料有变化，请联系医保局修改。">
      <Panel title="机构">
        <Descriptions
          size="small"
          column={1}
          bordered
          styles={{ label: { width: 140 } }}
          items={[
            { key: 'name', label: '名称', children: organisation.name },
            { key: 'kind', label: '类别', children: organisationKindLabels[organisation.kind] },
            { key: 'code', label: '统一社会信用代码', children: organisation.creditCode },
            { key: 'clerk', label: '现在登录', children: clerkName },
            { key: 'until', label: '登录到', children: dateTime(sessionUntil) },
            { key: 'now', label: '业务时间', children: dateTime(now) },
          ]}
        />
      </Panel>
      <Panel title="和医保局的协议">
        {agreement ? (
          <AgreementDetails agreement={agreement} />
        ) : (
          <Alert
            type="warning"
            showIcon
            title="现在没有生效的协议：不能发起请求，也不能查询。请联系医保局。"
          />
        )}
      </Panel>
    </Page>
  );
}
