export default definePageConfig({ navigationBarTitleText: '核对参保信息' });
