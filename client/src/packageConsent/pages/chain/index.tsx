import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { StatusCard } from '@/components/status-card';
import { HOTLINE } from '@/services/app-info';
import { momentWords } from '@/services/format';
import { copyText } from '@/services/papers';
import { useQuery } from '@/services/query';
import { type Chain, chainHeadline, damageWords } from '../../model/chain';
import './index.scss';

/** What one can write down oneself: nothing before it can be changed without changing it. */
function Fingerprint({ hash }: { hash: string }) {
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => setCopied(await copyText(hash));
  return (
    <>
      <View className="chain__label">
        最后一条的指纹，可以自己记下来。有人把整个数据库换回以前的样子，这一页看不出来；凭您记下的指纹和封存的记录才查得出。
      </View>
      <View className="chain__hash">{hash}</View>
      <AppButton id="copy-hash" kind="text" onPress={() => void copy()}>
        {copied === true ? '已复制' : '复制指纹'}
      </AppButton>
      {copied === false && <View className="chain__label">复制不了，请长按上面的指纹</View>}
    </>
  );
}

function OneChain({ chain }: { chain: Chain }) {
  const { ward, entries, firstAt, lastAt, headHash, checkpoint } = chain;
  const damage = damageWords(chain);
  return (
    <Card title={ward === null ? '关于您的记录' : `关于孩子 ${ward.nameMasked} 的记录`}>
      {damage !== null && (
        <Notice tone="danger" title={damage}>
          {`请拨打 ${HOTLINE}，把这一句念给工作人员。`}
        </Notice>
      )}
      <Row label="一共">{`${entries} 条`}</Row>
      {firstAt !== null && <Row label="最早的一条" note={momentWords(firstAt)} />}
      {lastAt !== null && <Row label="最近的一条" note={momentWords(lastAt)} />}
      {checkpoint !== null && (
        <Row
          label={`已经签名封存到第 ${checkpoint.upToSeq} 条`}
          note={`${momentWords(checkpoint.at)}，封存在数据库以外的地方`}
        />
      )}
      {headHash !== null && <Fingerprint hash={headHash} />}
    </Card>
  );
}

/** Whether anybody has changed what is written down about the person. */
export default function ChainPage() {
  const query = useQuery('audit.myChain', {});
  return (
    <Page id="consent-chain">
      <QueryView query={query} shape="status">
        {({ chains }) => (
          <>
            <StatusCard id="chain-answer" {...chainHeadline(chains)} isPageTitle>
              <View className="chain__why">
                您办的每件事、机构看的每一次，都写成一条记录，一条扣着一条。改一个字，后面就全对不上。
              </View>
              <AppButton
                id="check-again"
                kind="secondary"
                icon="refresh"
                busy={query.loading}
                busyText="正在检查"
                onPress={query.reload}
              >
                再检查一次
              </AppButton>
            </StatusCard>
            {chains.map((chain) => (
              <OneChain key={chain.ward?.personId ?? 'own'} chain={chain} />
            ))}
          </>
        )}
      </QueryView>
    </Page>
  );
}
