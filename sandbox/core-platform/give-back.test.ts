import { contributionsOutput, infcode } from '@yibao/shared/protocols/core-platform';
import { type CoreBench, documentOf, openCoreBench, residentNamed } from './test-client';

const name = '许慧兰';
let bench: CoreBench;
let personNo: string;

/** Somebody enrolled for 2026 whose 400 yuan stand in the books. */
beforeEach(async () => {
  bench = openCoreBench(null, () => 1_700_000_000_000);
  ({ personNo } = residentNamed(bench.host, name));
  await bench.call('R101', {
    biz_no: 'enrol-0001',
    ...documentOf(residentNamed(bench.host, name)),
    insu_year: '2026',
    insuplc_admdvs: '340600',
    psn_type: '1501',
  });
  await bench.call('R201', {
    biz_no: 'pay-0001',
    psn_no: personNo,
    insu_year: '2026',
    clct_amt: '400.00',
    subs_amt: '0.00',
    clct_time: '2025-11-20 09:05:00',
    pay_way: '01',
    trans_no: '4200000000202511200000000001',
  });
});
afterEach(() => bench.close());

const giveBack = (bizNo: string, type: 'whole' | 'part', amount: string) =>
  bench.call('R202', {
    biz_no: bizNo,
    psn_no: personNo,
    insu_year: '2026',
    orig_biz_no: 'pay-0001',
    refd_type: type === 'whole' ? '1' : '2',
    refd_rea: type === 'whole' ? '3' : '5',
    refd_amt: amount,
    chk_way: '1',
    aply_time: '2025-11-20 10:00:00',
  });
const part = (bizNo: string, amount: string) => giveBack(bizNo, 'part', amount);

async function inTheBooks(): Promise<string | undefined> {
  const reply = await bench.call('90100', { psn_no: personNo });
  const { clctinfo } = contributionsOutput.parse(reply.output);
  return clctinfo.find((each) => each.biz_no === 'pay-0001')?.clct_amt;
}

test('parts go back until nothing is left, and the relation goes on', async () => {
  const first = await part('refund-0001', '150.00');
  expect(first).toMatchObject({ infcode: infcode.ok, output: { rela_stas: '1' } });
  expect(await inTheBooks()).toBe('250.00');
  expect(await part('refund-0002', '250.01')).toMatchObject({ infcode: infcode.amountMismatch });
  expect(await inTheBooks()).toBe('250.00');
  // subsidised in full after all: everything goes back, and who was insured is insured
  const rest = await part('refund-0003', '250.00');
  expect(rest).toMatchObject({ infcode: infcode.ok, output: { rela_stas: '1' } });
  expect(await inTheBooks()).toBe('0.00');
  expect(await part('refund-0004', '0.01')).toMatchObject({ infcode: infcode.amountMismatch });
});

test.each(['400.01', '0.00'])('a part of %s is none of 400', async (amount) => {
  expect(await part('refund-0001', amount)).toMatchObject({ infcode: infcode.amountMismatch });
  expect(await inTheBooks()).toBe('400.00');
});

test('the whole is what is left, to the fen; nothing of it goes back afterwards', async () => {
  await part('refund-0001', '150.00');
  const tooMuch = await giveBack('refund-0002', 'whole', '400.00');
  expect(tooMuch).toMatchObject({ infcode: infcode.amountMismatch });
  const whole = await giveBack('refund-0003', 'whole', '250.00');
  expect(whole).toMatchObject({ infcode: infcode.ok, output: { rela_stas: '4' } });
  expect((await part('refund-0004', '1.00')).infcode).not.toBe(infcode.ok);
});

test('the same number again is the same answer, with other content it is refused', async () => {
  const first = await part('refund-0001', '150.00');
  expect((await part('refund-0001', '150.00')).output).toEqual(first.output);
  expect(await part('refund-0001', '150.01')).toMatchObject({ infcode: infcode.badRequest });
  expect(await inTheBooks()).toBe('250.00');
});
