export default definePageConfig({ navigationBarTitleText: '信息授权' });
