export default definePageConfig({ navigationBarTitleText: '设置与帮助' });
