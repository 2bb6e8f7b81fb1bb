export default definePageConfig({ navigationBarTitleText: '我付的订单' });
