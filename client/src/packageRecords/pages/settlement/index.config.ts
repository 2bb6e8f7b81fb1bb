export default definePageConfig({ navigationBarTitleText: '看病明细' });
