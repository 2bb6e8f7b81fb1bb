export default definePageConfig({ navigationBarTitleText: '新生儿一件事' });
