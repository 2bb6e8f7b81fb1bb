import { useRouter } from '@tarojs/taro';
import { LoginPrompt } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { param, routeTo } from '@/services/navigate';

/** H5: where the gateway sends a login that did not work out. */
export default function LoginPage() {
  const failed = param(useRouter().params, 'failed') !== '';
  return (
    <Page id="login-page">
      {failed && (
        <Notice id="login-failed" tone="warn" title="刚才没有登录成功" announce>
          可能是停留太久，或者没有点「允许」。什么都没有丢失，请再试一次。
        </Notice>
      )}
      <LoginPrompt returnRoute={routeTo('home')} />
    </Page>
  );
}
