import { useRouter } from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { dayWords, momentWords } from '@/services/format';
import { idParam, param } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { type Settlement, settlementKindWord } from '../../model/records';
import { useSignedWords } from '../../parts/settlement-row';
import './index.scss';

interface Line {
  label: string;
  /** 官方的叫法, in small print. */
  term: string;
  fen: number;
  /** Shown also when it is nothing. */
  always?: boolean;
}

/** Who paid: these add up to the total. */
const whoPaid = (each: Settlement): Line[] => [
  { label: '医保基金付的', term: '基金支付总额', fen: each.fundFen, always: true },
  { label: '自己的医保账户付的', term: '个人账户支付', fen: each.ownAccountFen },
  { label: '家人的医保账户付的', term: '个人账户共济支付', fen: each.mutualAidFen },
  { label: '自己掏的现金', term: '个人现金支付', fen: each.cashFen, always: true },
  { label: '医院承担的', term: '医院负担金额', fen: each.institutionFen },
];

/** Which fund: these make up what the funds paid. */
const whichFund = (each: Settlement): Line[] => [
  { label: '基本医保', term: '统筹基金支出', fen: each.basicFundFen },
  { label: '大病保险', term: '居民大病保险支出', fen: each.seriousIllnessFen },
  { label: '医疗救助', term: '医疗救助支出', fen: each.medicalAidFen },
  { label: '其他基金', term: '其他支出', fen: each.otherFundFen },
];

/** Why not all of it: what reimbursement was reckoned from. */
const whyNotAll = (each: Settlement): Line[] => [
  { label: '能按比例报的部分', term: '符合范围金额', fen: each.inScopeFen },
  { label: '每次先由自己付的一截', term: '实际支付起付线', fen: each.deductibleFen },
  { label: '医保不管的项目', term: '全自费金额', fen: each.fullSelfPayFen },
  { label: '超过限价的部分', term: '超限价自费费用', fen: each.overLimitFen },
  { label: '先由自己付一部分的项目', term: '先行自付金额', fen: each.preSelfPayFen },
];

function Lines({ lines }: { lines: Line[] }) {
  const words = useSignedWords();
  return (
    <>
      {lines
        .filter(({ fen, always }) => fen !== 0 || always)
        .map(({ label, term, fen }) => (
          <View key={term} className="bill-line">
            <View className="bill-line__words">
              <Text className="bill-line__label">{label}</Text>
              <View className="bill-line__term">{term}</View>
            </View>
            <Text className="bill-line__amount">{words(fen)}</Text>
          </View>
        ))}
    </>
  );
}

function treatedWords({ treatedFrom, treatedTo }: Settlement): string | null {
  if (treatedFrom === null || treatedTo === null) return null;
  const from = dayWords(treatedFrom);
  return treatedFrom === treatedTo ? from : `${from} 到 ${dayWords(treatedTo)}`;
}

function Bill({ settlement }: { settlement: Settlement }) {
  const words = useSignedWords();
  const { totalFen, fundFen, isRefund, kind, institutionName, institutionLevel } = settlement;
  const treated = treatedWords(settlement);
  const told = isRefund
    ? `这笔已经退回 ${words(-totalFen)}`
    : `一共 ${words(totalFen)}，医保报了 ${words(fundFen)}`;
  return (
    <>
      <View id="bill" className="bill-head">
        <View className="bill-head__place">{institutionName}</View>
        <View className="bill-head__told">{told}</View>
        <View className="bill-line__term">
          {[settlementKindWord(kind) + (isRefund ? '退费' : ''), institutionLevel]
            .filter((text) => text !== '')
            .join(' · ')}
        </View>
      </View>
      {!settlement.addsUp && (
        <Notice tone="warn" title="这张账单各项加起来和总额对不上">
          请以医院给的结算单为准，或拨打 12393 核对。
        </Notice>
      )}
      <Card title="谁付的">
        <Lines lines={whoPaid(settlement)} />
      </Card>
      {fundFen !== 0 && (
        <Card title="医保基金里，哪一块付的">
          <Lines lines={whichFund(settlement)} />
        </Card>
      )}
      <Card title="为什么是这个数">
        <Lines lines={whyNotAll(settlement)} />
      </Card>
      <Card>
        <View className="bill-fact">{`结算时间：${momentWords(settlement.settledAt)}`}</View>
        {treated !== null && <View className="bill-fact">{`看病时间：${treated}`}</View>}
        <View className="bill-fact">
          {`险种：${settlement.insurance === 'resident' ? '城乡居民医保' : '职工医保'}`}
        </View>
        <View className="bill-fact">{`结算编号：${settlement.settlementNo}`}</View>
        <View className="bill-fact">{`机构编号：${settlement.institutionCode}`}</View>
      </Card>
    </>
  );
}

/** One visit's bill, in plain words. */
export default function SettlementPage() {
  const { params } = useRouter();
  const personId = idParam(params, 'personId');
  const settlementNo = param(params, 'settlementNo');
  const query = useQuery('records.settlement', { personId, settlementNo });
  return (
    <Page id="settlement">
      <QueryView query={query} shape="status">
        {({ settlement }) => <Bill settlement={settlement} />}
      </QueryView>
    </Page>
  );
}
