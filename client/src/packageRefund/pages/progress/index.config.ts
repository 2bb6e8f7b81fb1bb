export default definePageConfig({ navigationBarTitleText: '退费进度' });
