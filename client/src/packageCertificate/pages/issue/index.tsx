import { useRouter } from '@tarojs/taro';
import { idParam, param } from '@/services/navigate';
import { allYears, isKind } from '../../model/words';
import { CheckStep } from './check-step';
import { KindStep } from './kind-step';
import { WhoStep } from './who-step';
import { YearStep } from './year-step';
import './index.scss';

/**
 * Which paper, whose, which year, check. Each answer is in the address of the next page, so that
 * back leads to the question before, and an order can link to its own proof.
 */
export default function Issue() {
  const { params } = useRouter();
  const kind = param(params, 'kind');
  const personId = idParam(params, 'personId');
  const year = param(params, 'year');
  if (!isKind(kind)) return <KindStep />;
  if (personId === '') return <WhoStep kind={kind} />;
  if (year === '') return <YearStep kind={kind} personId={personId} />;
  const coverageYear = year === allYears ? null : Number(year);
  return <CheckStep kind={kind} personId={personId} coverageYear={coverageYear} />;
}
