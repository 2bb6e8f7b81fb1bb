import { Tabs } from 'antd';
import { Page, Panel } from '../../components/page';
import { Findings } from './findings';
import { Runs } from './runs';

/** Differences between everybody's books, and the attempts at the daily lists. */
export function FindingsPage() {
  return (
    <Page
      title="对账差异"
      sentence="每天早上和付款渠道、医保核心平台对账。对不上的逐条列在这里，每一条都有处理办法。"
    >
      <Panel>
        <Tabs
          destroyOnHidden
          items={[
            { key: 'findings', label: '差异', children: <Findings /> },
            { key: 'runs', label: '每天的对账', children: <Runs /> },
          ]}
        />
      </Panel>
    </Page>
  );
}
