export default definePageConfig({ navigationBarTitleText: '换成身份证号码' });
