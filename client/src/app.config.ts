export default defineAppConfig({
  // A browser has to log in; in the mini-program WeChat says who is calling.
  pages: ['pages/home/index', ...(process.env.TARO_ENV === 'h5' ? ['pages/login/index'] : [])],
  subPackages: [
    {
      root: 'packageIdentity',
      pages: [
        'pages/verify/index',
        'pages/counter-code/index',
        'pages/family/index',
        'pages/family-add/index',
        'pages/notices/index',
        'pages/settings/index',
        'pages/reminders/index',
      ],
    },
    {
      root: 'packageEnrollment',
      pages: [
        'pages/choose/index',
        'pages/check/index',
        'pages/conflict/index',
        'pages/cover/index',
      ],
    },
    {
      root: 'packagePayment',
      pages: [
        'pages/confirm/index',
        'pages/result/index',
        'pages/orders/index',
        'pages/order/index',
        'pages/tax/index',
      ],
    },
    {
      root: 'packageRecords',
      pages: [
        'pages/overview/index',
        'pages/settlement/index',
        'pages/year/index',
        'pages/grants/index',
        'pages/looks/index',
      ],
    },
    {
      root: 'packageConsent',
      pages: [
        'pages/list/index',
        'pages/detail/index',
        'pages/answer/index',
        'pages/begin/index',
        'pages/looks/index',
        'pages/complain/index',
        'pages/complaints/index',
        'pages/rights/index',
        'pages/chain/index',
      ],
    },
    {
      root: 'packageCertificate',
      pages: ['pages/list/index', 'pages/issue/index', 'pages/paper/index'],
    },
    {
      root: 'packageMutualAid',
      pages: ['pages/account/index', 'pages/bind/index'],
    },
    {
      root: 'packageRefund',
      pages: ['pages/apply/index', 'pages/progress/index', 'pages/list/index'],
    },
    {
      root: 'packageNewborn',
      pages: [
        'pages/start/index',
        'pages/apply/index',
        'pages/progress/index',
        'pages/evidence/index',
        'pages/upgrade/index',
      ],
    },
  ],
  window: {
    backgroundColor: '#F4F6F8',
    backgroundTextStyle: 'dark',
    navigationBarBackgroundColor: '#FFFFFF',
    navigationBarTextStyle: 'black',
    navigationBarTitleText: '医保随身办',
  },
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
  cloud: true,
});
