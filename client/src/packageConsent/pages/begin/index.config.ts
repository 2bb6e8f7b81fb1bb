export default definePageConfig({ navigationBarTitleText: '我要授权' });
