export default definePageConfig({ navigationBarTitleText: '缴费与待遇查询' });
