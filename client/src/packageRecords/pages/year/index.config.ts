export default definePageConfig({ navigationBarTitleText: '一年的图' });
