export default definePageConfig({ navigationBarTitleText: '外地参保处理' });
