import { View } from '@tarojs/components';
import { Card } from '@/components/card';
import { creditCodeWords, type Organisation, organisationKindWords } from '../../model/words';
import './index.scss';

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <View className="organisation__fact">
      <View className="organisation__label">{label}</View>
      <View className="organisation__value">{value}</View>
    </View>
  );
}

/** Who it is, by what can be checked elsewhere: a paper, a telephone, the bureau. */
export function OrganisationCard({ organisation }: { organisation: Organisation }) {
  const { name, kind, creditCode, contact, agreementNumber } = organisation;
  return (
    <Card title="谁要看">
      <View className="organisation__name">{name}</View>
      <Fact label="是什么" value={organisationKindWords[kind]} />
      <Fact label="统一社会信用代码（营业执照上的）" value={creditCodeWords(creditCode)} />
      <Fact label="不清楚可以问谁" value={contact} />
      <Fact label="和医保局的协议编号" value={agreementNumber} />
    </Card>
  );
}
