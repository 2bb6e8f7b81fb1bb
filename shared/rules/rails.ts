/**
 * The ways a contribution can be paid (缴费渠道), DOMAIN §6 row 1: WeChat Pay, an employee's personal
 * account for relatives (个人账户家庭共济), the tax bureau's own cashier. The amount is the same on each.
 */
export const rails = ['wechatPay', 'mutualAid', 'taxHandOver'] as const;
export type RailName = (typeof rails)[number];

/** What people call the other side of a payment, e.g. in 「正在和…核对」. */
export const railSystems = {
  wechatPay: '微信支付',
  mutualAid: '医保个人账户',
  taxHandOver: '税务缴费',
} as const satisfies Record<RailName, string>;

/** Why a rail ended an order without taking the money. */
export const railRefusals = {
  balance: '医保个人账户余额不够，没有扣款。可以换一种付款方式',
  notBound: '要缴费的家人还没有绑定到您的医保个人账户，没有扣款。请先绑定，或换一种付款方式',
  noAccount: '没有查到您的职工医保个人账户，没有扣款。请换一种付款方式',
  released: '冻结的钱已经退回医保个人账户，没有扣款。可以重新缴费',
} as const satisfies Record<string, string>;
export type RailRefusal = keyof typeof railRefusals;

/** Why an order ended without its money, as far as its payer has to know. */
export const orderRefusals = {
  ...railRefusals,
  settledOutside:
    '收到的钱和订单金额不一样，没有用来参保，工作人员已经在付款渠道办理退回。可以重新缴费',
  takenOver: '改由本人、监护人或办理登记的人来缴，没有扣款。订单里还有别人要缴的，请给他们重新缴费',
} as const satisfies Record<string, string>;
export type OrderRefusal = keyof typeof orderRefusals;
