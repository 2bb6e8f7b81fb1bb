export default definePageConfig({ navigationBarTitleText: '医保随身办' });
