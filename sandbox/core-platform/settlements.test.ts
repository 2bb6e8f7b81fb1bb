import { infcode, settlementsOutput } from '@yibao/shared/protocols/core-platform';
import { signedYuanTextToFen as fen } from '@yibao/shared/rules/money';
import { type CoreBench, openCoreBench, residentNamed } from './test-client';
import { settlements } from './settlements';

let bench: CoreBench;
beforeEach(() => {
  bench = openCoreBench(null, () => 1_700_000_000_000);
});
afterEach(() => bench.close());

const range = { begntime: '2000-01-01', endtime: '2099-12-31' };
const everything = (psn_no: string) => {
  const input = { psn_no, ...range, page_num: 1, page_size: 100 };
  return settlementsOutput.parse(settlements(input, bench.platform).output);
};

test('ten years of visits, newest first, the same however often it is asked', async () => {
  const { personNo: psn_no } = residentNamed(bench.host, '柳秀英');
  const answer = await bench.call('5203', { psn_no, ...range, page_num: 1, page_size: 100 });
  expect(answer.infcode).toBe(infcode.ok);
  const { setlinfo } = settlementsOutput.parse(answer.output);
  const times = setlinfo.map(({ setl_time }) => setl_time);
  expect(times).toEqual([...times].sort().reverse());
  expect(new Set(times.map((time) => time.slice(0, 4))).size).toBe(10);
  expect(everything(psn_no).setlinfo).toEqual(setlinfo);
});

test('pages are the whole, cut', () => {
  const { personNo: psn_no } = residentNamed(bench.host, '柳秀英');
  const all = everything(psn_no);
  const pages = Array.from({ length: 20 }, (_, n) => {
    const input = { psn_no, ...range, page_num: n + 1, page_size: 7 };
    return settlementsOutput.parse(settlements(input, bench.platform).output).setlinfo;
  });
  expect(pages.flat()).toEqual(all.setlinfo);
  expect(all.recordCounts).toBe(all.setlinfo.length);
});

test('everybody’s sums agree, refunds are negative throughout, numbers are used once', () => {
  let refunds = 0;
  const numbers = new Set<string>();
  for (const { personNo } of bench.host.residents.list()) {
    for (const each of everything(personNo).setlinfo) {
      const own = fen(each.acct_pay) + fen(each.acct_mulaid_pay) + fen(each.psn_cash_pay);
      expect(fen(each.psn_part_amt)).toBe(own);
      expect(fen(each.medfee_sumamt)).toBe(
        fen(each.fund_pay_sumamt) + own + fen(each.hosp_part_amt),
      );
      const parts = each.setldetail.map(({ fund_payamt }) => fen(fund_payamt));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(fen(each.fund_pay_sumamt));
      expect(fen(each.medfee_sumamt) < 0).toBe(each.refd_setl_flag === '1');
      expect(numbers.has(each.setl_id)).toBe(false);
      numbers.add(each.setl_id);
      if (each.refd_setl_flag === '1') refunds++;
    }
  }
  expect(refunds).toBeGreaterThan(20);
});

test('nobody has visits before the first year of cover, nor after today', () => {
  const resident = residentNamed(bench.host, '罗俊');
  expect(everything(resident.personNo).setlinfo).toEqual([]);
  bench.host.clock.advance(40 * 24 * 3_600_000);
  const { personNo } = residentNamed(bench.host, '柳秀英');
  const newest = everything(personNo).setlinfo[0]!.setl_time;
  expect(newest < '2025-12-31 00:00:00').toBe(true);
});

test('a stranger’s number and a page of a thousand are refused', async () => {
  const unknown = { psn_no: '1', ...range, page_num: 1, page_size: 10 };
  expect((await bench.call('5203', unknown)).infcode).toBe(infcode.personNotFound);
  const { personNo: psn_no } = residentNamed(bench.host, '柳秀英');
  const large = { psn_no, ...range, page_num: 1, page_size: 1000 };
  expect((await bench.call('5203', large)).infcode).toBe(infcode.badRequest);
});
