import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ChoiceList } from '@/components/choice-list';
import { ErrorState } from '@/components/error-state';
import { Skeleton } from '@/components/skeleton';
import type { Query } from '@/services/query';
import { goTo } from '@/services/navigate';
import type { Output } from '@yibao/shared/contracts';
import { type Rail, type RailOffer, wayNote, wayOf } from '../../model/ways';

type Offers = Query<Output<'payment.listRails'>>;

/** A way that cannot be used now, and why not: nobody has to guess. */
function NotOffered({ offer }: { offer: RailOffer }) {
  const mayBind = offer.rail === 'mutualAid' && offer.availableFen !== null;
  return (
    <View id={`not-offered-${offer.rail}`} className="way-off">
      <View className="way-off__name">{`${wayOf(offer.rail).label}：现在不能用`}</View>
      <View className="way-off__why">{offer.reason}</View>
      {mayBind && (
        <AppButton id="go-bind" kind="text" onPress={() => goTo('mutualAid')}>
          去看我的个人账户和绑定的家人
        </AppButton>
      )}
    </View>
  );
}

interface WaysProps {
  offers: Offers;
  rail: Rail | null;
  onChoose: (rail: Rail) => void;
}

/** 怎么付: only what can really be used is a choice, the rest says why it is none. */
export function Ways({ offers, rail, onChoose }: WaysProps) {
  if (!offers.data) {
    return offers.error ? (
      <ErrorState error={offers.error} onRetry={offers.reload} />
    ) : (
      <Skeleton shape="form" />
    );
  }
  const usable = offers.data.rails.filter(({ offered }) => offered);
  const others = offers.data.rails.filter(({ offered }) => !offered);
  return (
    <Card>
      <ChoiceList
        id="way"
        label="怎么付"
        hint="哪种方式都是一样的钱"
        choices={usable.map((offer) => ({
          value: offer.rail,
          label: wayOf(offer.rail).label,
          note: wayNote(offer),
        }))}
        value={rail ?? undefined}
        onChange={onChoose}
      />
      {others.map((offer) => (
        <NotOffered key={offer.rail} offer={offer} />
      ))}
    </Card>
  );
}
