export default definePageConfig({ navigationBarTitleText: '实名确认' });
