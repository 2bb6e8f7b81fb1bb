/** The rails' own codes of why they did not pay, in words. */
const words: Record<string, string> = {
  ABNORMAL: '付款人的收款账户有问题（注销、冻结或换了卡）',
  CLOSED: '付款渠道关闭了这笔退款',
  NOT_AT_RAIL: '付款渠道没有收到这笔退款',
  PAID_TWICE: '已用别的办法退过，付款渠道后来又退了一次：请向付款人追回一笔',
  USER_ACCOUNT_ABNORMAL: '付款人的微信账户异常或已注销',
  MCH_NOT_EXISTS: '商户号不对，请技术人员核对',
  NOT_ENOUGH: '商户账户里的钱不够',
  'order differs': '付款渠道说的订单和我们的不一致，请技术人员核对',
  'amount differs': '付款渠道说的金额和我们的不一致，请技术人员核对',
  'mchid differs': '付款渠道说的商户和我们的不一致，请技术人员核对',
  'paid more than a year ago': '付款已经超过一年，付款渠道不再退',
  noAccount: '个人账户已经注销',
  notDeducted: '个人账户还没有扣款',
  notPaid: '税务部门没有这笔缴费',
  tooMuch: '要退的比付过的多',
};

/** A code that nobody here has a word for stands in full: the rail's own staff know it. */
export const RailProblem = ({ problem }: { problem: string }) =>
  words[problem] ?? (
    <>
      付款渠道不能退，它的代码是 <span className="once">{problem}</span>
    </>
  );
