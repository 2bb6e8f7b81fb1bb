import { useRouter } from '@tarojs/taro';
import { idParam, param } from '@/services/navigate';
import { type Query, useQuery } from '@/services/query';
import type { Output } from '@yibao/shared/contracts';
import type { Option } from '../../model/refund-view';
import { useRelations } from '../../use-relations';

interface Asked {
  /** Kept in the address, so that back never loses what was chosen. */
  address: { orderId?: string; year?: string };
  query: Query<Output<'refund.options'>>;
  /** What there is to choose from on this way in. */
  options: Option[] | undefined;
  option: Option | undefined;
}

/** The choices of the page's address: one order's, one's own of a year, or everything. */
export function useOption(): Asked {
  const { params } = useRouter();
  const orderId = idParam(params, 'orderId');
  const year = param(params, 'year');
  const itemId = idParam(params, 'itemId');
  const query = useQuery('refund.options', orderId ? { orderId } : {});
  const { related } = useRelations();
  const options = query.data?.options
    .filter(({ coverageYear }) => !year || String(coverageYear) === year)
    .map((each) => ({ ...each, person: related(each.person) }));
  return {
    address: { ...(orderId ? { orderId } : {}), ...(year ? { year } : {}) },
    query,
    options,
    option: options?.find((each) => each.itemId === itemId),
  };
}
