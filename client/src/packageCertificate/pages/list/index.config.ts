export default definePageConfig({ navigationBarTitleText: '证明与凭证' });
