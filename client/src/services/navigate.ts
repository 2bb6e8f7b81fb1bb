import Taro from '@tarojs/taro';

/** Every page of the app, by the word used in links. */
export const routes = {
  home: '/pages/home/index',
  login: '/pages/login/index',
  verify: '/packageIdentity/pages/verify/index',
  counterCode: '/packageIdentity/pages/counter-code/index',
  family: '/packageIdentity/pages/family/index',
  familyAdd: '/packageIdentity/pages/family-add/index',
  notices: '/packageIdentity/pages/notices/index',
  settings: '/packageIdentity/pages/settings/index',
  reminders: '/packageIdentity/pages/reminders/index',
  choose: '/packageEnrollment/pages/choose/index',
  check: '/packageEnrollment/pages/check/index',
  conflict: '/packageEnrollment/pages/conflict/index',
  cover: '/packageEnrollment/pages/cover/index',
  confirm: '/packagePayment/pages/confirm/index',
  result: '/packagePayment/pages/result/index',
  orders: '/packagePayment/pages/orders/index',
  order: '/packagePayment/pages/order/index',
  records: '/packageRecords/pages/overview/index',
  recordsSettlement: '/packageRecords/pages/settlement/index',
  recordsYear: '/packageRecords/pages/year/index',
  recordsGrants: '/packageRecords/pages/grants/index',
  recordsLooks: '/packageRecords/pages/looks/index',
  consents: '/packageConsent/pages/list/index',
  consent: '/packageConsent/pages/detail/index',
  consentAnswer: '/packageConsent/pages/answer/index',
  consentBegin: '/packageConsent/pages/begin/index',
  consentLooks: '/packageConsent/pages/looks/index',
  consentComplain: '/packageConsent/pages/complain/index',
  consentComplaints: '/packageConsent/pages/complaints/index',
  consentRights: '/packageConsent/pages/rights/index',
  consentChain: '/packageConsent/pages/chain/index',
  certificates: '/packageCertificate/pages/list/index',
  certificateIssue: '/packageCertificate/pages/issue/index',
  certificatePaper: '/packageCertificate/pages/paper/index',
  tax: '/packagePayment/pages/tax/index',
  mutualAid: '/packageMutualAid/pages/account/index',
  mutualAidBind: '/packageMutualAid/pages/bind/index',
  refundApply: '/packageRefund/pages/apply/index',
  refund: '/packageRefund/pages/progress/index',
  refunds: '/packageRefund/pages/list/index',
  newborn: '/packageNewborn/pages/start/index',
  newbornApply: '/packageNewborn/pages/apply/index',
  newbornProgress: '/packageNewborn/pages/progress/index',
  newbornEvidence: '/packageNewborn/pages/evidence/index',
  newbornUpgrade: '/packageNewborn/pages/upgrade/index',
} as const;

export type RouteName = keyof typeof routes;
type RouteQuery = Readonly<Record<string, string | number>>;

/** Address of a page with its parameters. */
export function routeTo(name: RouteName, query: RouteQuery = {}): string {
  const pairs = Object.entries(query).map(
    ([key, value]) => `${key}=${encodeURIComponent(String(value))}`,
  );
  return pairs.length > 0 ? `${routes[name]}?${pairs.join('&')}` : routes[name];
}

/** A page that cannot be fetched now must not be a button that does nothing. */
function orSay(opened: Promise<unknown>): void {
  opened.catch(() => {
    void Taro.showToast({ title: '网络没有连上，请稍后再试', icon: 'none' });
  });
}

/** Opens a page on top of this one. */
export function goTo(name: RouteName, query: RouteQuery = {}): void {
  orSay(Taro.navigateTo({ url: routeTo(name, query) }));
}

/** Opens a page in place of this one, so that back does not return here. */
export function replaceWith(name: RouteName, query: RouteQuery = {}): void {
  orSay(Taro.redirectTo({ url: routeTo(name, query) }));
}

/** Opens a page with nothing behind it, so that back leads home and never into a sent form. */
export function goAlone(name: RouteName, query: RouteQuery = {}): void {
  orSay(Taro.reLaunch({ url: routeTo(name, query) }));
}

/** The home page and nothing behind it. */
export function goHome(): void {
  goAlone('home');
}

/** One page back; home when there is none. */
export function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else goHome();
}

type Params = Partial<Record<string, string>>;

/**
 * A parameter of the current page; '' when it is missing or cannot be read. Anybody can write an
 * address: a parameter chooses among what the page knows and is never shown as words.
 */
export function param(params: Params, name: string): string {
  try {
    return decodeURIComponent(params[name] ?? '');
  } catch {
    return '';
  }
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A parameter that names one thing of the server's; '' when it cannot be such a name. */
export function idParam(params: Params, name: string): string {
  const value = param(params, name);
  return ID.test(value) ? value : '';
}

/** Which of a page's steps an address asks for; undefined when there is no such step. */
export function stepParam<Step extends string>(
  params: Params,
  steps: Readonly<Record<Step, unknown>>,
): Step | undefined {
  const asked = param(params, 'step');
  const isStep = (value: string): value is Step => Object.keys(steps).includes(value);
  return isStep(asked) ? asked : undefined;
}
