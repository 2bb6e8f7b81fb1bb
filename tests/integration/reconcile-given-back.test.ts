import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type PostingPage } from '@yibao/cloudfunctions/lib/ports/core-platform-postings';
import { reconcileList } from '@yibao/cloudfunctions/reconcile/reconcile-list';
import { sourceOf } from '@yibao/cloudfunctions/reconcile/sources/index';
import { engines } from '../support/database';
import { type Phone } from '../support/system';
import { startTown, type Town } from './payment-support';
import { askedFor, type Paid, paidFor, untilStatus } from './refund-support';

jest.setTimeout(60_000);

type Posting = PostingPage['postings'][number];

/** How a platform may list a contribution that was given back as a whole. */
const ways: [string, (posting: Posting) => Posting[]][] = [
  ['as it was paid', (posting) => [posting]],
  ['with nothing left of it', (posting) => [{ ...posting, amountFen: 0 }]],
  ['struck out', (posting) => [{ ...posting, arrived: false }]],
  ['not at all', () => []],
];

describe.each(engines())('contributions that were given back, on $name', (engine) => {
  let town: Town;
  let payer: Phone;
  let back: Paid;
  let day: string;
  beforeAll(async () => {
    town = await startTown(engine);
    payer = await town.login('xu-huilan');
    day = shanghaiDate(town.runtime.clock.now());
    await paidFor(town, payer);
    back = await paidFor(town, payer);
    const { refundId } = await askedFor(town, payer, back);
    await untilStatus(town, payer, refundId, 'refunded');
    await town.advance(24 * 60);
  });
  afterAll(() => town.close());
  afterEach(() => jest.restoreAllMocks());

  test.each(ways)('listed %s: matched, and the sums explain each other', async (_way, list) => {
    const { corePlatform } = town.runtime.ports;
    const real = corePlatform.listPostings.bind(corePlatform);
    jest.spyOn(corePlatform, 'listPostings').mockImplementation(async (...args) => {
      const { postings } = await real(...args);
      const listed = postings.flatMap((posting) =>
        posting.businessNo === back.itemId ? list(posting) : [posting],
      );
      const totalFen = listed.reduce((fen, { amountFen }) => fen + amountFen, 0);
      return { postings: listed, totalCount: listed.length, totalFen };
    });
    const source = sourceOf('corePlatform');
    const report = await reconcileList(town.runtime, source, { day, traceId: 't', heal: true });
    expect(report).toMatchObject({ state: 'explained', findings: [], figures: { matched: 2 } });
    const { thereFen, findingsFen, edgeFen, givenBackFen, ledgerFen } = report.figures!;
    expect([findingsFen, edgeFen]).toEqual([0, 0]);
    expect(thereFen - givenBackFen).toBe(ledgerFen);
  });
});
