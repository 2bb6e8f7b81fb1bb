import { useState } from 'react';
import Taro from '@tarojs/taro';
import { View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { Notice } from '@/components/notice';
import { routeTo } from '@/services/navigate';
import { addressForWeChat } from '@/services/pay';

/** This browser cannot pay: the order waits, and can be paid from WeChat. */
export function NeedsWeChat({ order }: { order: Output<'payment.getOrder'> }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const address = addressForWeChat(routeTo('order', { orderId: order.orderId }));
    try {
      await Taro.setClipboardData({ data: address });
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <Notice id="needs-wechat" tone="warn" title="请在微信里付款" announce>
      <View>这个浏览器不能用微信支付。订单已经给您留着，没有扣钱。</View>
      <View>复制网址，发到微信里点开，就能接着付。</View>
      <AppButton id="copy-address" kind="secondary" onPress={() => void copy()}>
        {copied ? '已复制，去微信里打开' : '复制网址'}
      </AppButton>
    </Notice>
  );
}
