import { useRouter } from '@tarojs/taro';
import { idParam, param } from '@/services/navigate';
import { allYears, isKind } from '../../model/words';
import { CheckStep } from './check-step';
import { KindStep } from './kind-step';
import { OrderStep } from './order-step';
import { WhoStep } from './who-step';
import { YearStep } from './year-step';
import './index.scss';

/**
 * Which paper, whose, which year, check. Each answer is in the address of the next page, so that
 * back leads to the question before. An order links to its own proof: whose of it, or the last look.
 */
export default function Issue() {
  const { params } = useRouter();
  const kind = param(params, 'kind');
  const personId = idParam(params, 'personId');
  const year = param(params, 'year');
  if (!isKind(kind)) return <KindStep />;
  const orderId = idParam(params, 'orderId');
  if (personId === '' && orderId !== '') return <OrderStep kind={kind} orderId={orderId} />;
  if (personId === '') return <WhoStep kind={kind} />;
  if (year === '') return <YearStep kind={kind} personId={personId} />;
  const coverageYear = year === allYears ? null : Number(year);
  const isOfOrder = orderId !== '';
  return <CheckStep {...{ kind, personId, coverageYear, isOfOrder }} />;
}
