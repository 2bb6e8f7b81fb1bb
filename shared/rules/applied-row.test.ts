import { citeRows } from './applied-row';
import { huaibei } from './testing/people';

test('a row is cited once, with its source and nothing else', () => {
  const { posting, order } = huaibei(2026);
  expect(citeRows([posting, order, posting])).toEqual([
    {
      id: '340600-2026-posting',
      title: posting.title,
      document: posting.document,
      confidence: 'official',
    },
    {
      id: '340600-2026-order',
      title: order.title,
      document: order.document,
      confidence: 'assumed',
    },
  ]);
});
