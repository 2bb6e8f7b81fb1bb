/** What is checked before a newborn is enrolled, whom we ask, and what an answer can be. */

export const newbornCheckKinds = [
  'guardian',
  'certificate',
  'parents',
  'baby',
  'window',
  'notInsured',
  'area',
  'hardship',
  'duplicate',
] as const;
export type NewbornCheckKind = (typeof newbornCheckKinds)[number];

export const newbornSources = [
  'ourselves',
  'birthCertificateRegistry',
  'marriageRegistry',
  'populationRegistry',
  'hardshipRegistry',
  'corePlatform',
] as const;
export type NewbornSource = (typeof newbornSources)[number];

/** `review`: the answer is there, and a person has to weigh it. */
export const newbornCheckResults = ['passed', 'mismatch', 'unavailable', 'review'] as const;
export type NewbornCheckResult = (typeof newbornCheckResults)[number];

/** What people call each check and each source. */
export const newbornCheckTitles = {
  guardian: '您的实名核验',
  certificate: '出生医学证明',
  parents: '证上的父母',
  baby: '宝宝的信息',
  window: '出生日期',
  notInsured: '没有在别处参保',
  area: '可以在本市参保',
  hardship: '困难群众资助',
  duplicate: '没有重复申请',
} satisfies Record<NewbornCheckKind, string>;

export const newbornSourceNames = {
  ourselves: '医保随身办',
  birthCertificateRegistry: '卫健 出生医学证明登记',
  marriageRegistry: '民政 婚姻登记',
  populationRegistry: '公安 人口登记',
  hardshipRegistry: '民政 困难群众名单',
  corePlatform: '医保系统',
} satisfies Record<NewbornSource, string>;
