import type { ServiceError } from '@/services/errors';
import { View } from '@tarojs/components';
import { HOTLINE } from '@/services/app-info';
import { goHome, goTo } from '@/services/navigate';
import { traceWords } from '@/services/reference';
import { login } from '@/services/session';
import { AppButton } from '../app-button';
import { EmptyState } from '../empty-state';
import { Notice } from '../notice';
import './index.scss';

/** H5 only: nobody is logged in. Comes back to this page, or to `returnRoute`. */
export function LoginPrompt({ returnRoute }: { returnRoute?: string }) {
  return (
    <EmptyState
      id="login-prompt"
      icon="shield"
      title="先用微信登录"
      text="登录后可以为自己和家人参保、缴费，也能看到什么时候开始报销。"
    >
      <AppButton id="login" onPress={() => login(returnRoute)}>
        微信登录
      </AppButton>
    </EmptyState>
  );
}

/** Logged in, but we do not know yet who it is. */
export function VerifyPrompt() {
  return (
    <EmptyState
      id="verify-prompt"
      icon="shield"
      title="先确认您是本人"
      text="医保是实名的。确认一次身份，以后给自己和家人办事都不用再填。"
    >
      <AppButton id="go-verify" onPress={() => goTo('verify')}>
        去实名
      </AppButton>
    </EmptyState>
  );
}

interface ErrorStateProps {
  error: ServiceError;
  onRetry: () => void;
}

/** In place of a page's content: what happened, that nothing is lost, and a way on. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  if (error.code === 'not_logged_in') return <LoginPrompt />;
  if (error.code === 'not_verified') return <VerifyPrompt />;
  return (
    <View id="error-state">
      <EmptyState {...faceOf(error)}>
        {error.retryable ? (
          <AppButton id="retry" icon="refresh" onPress={onRetry}>
            重试
          </AppButton>
        ) : (
          <AppButton id="error-home" kind="secondary" onPress={goHome}>
            回首页
          </AppButton>
        )}
        <Trace traceId={error.traceId} />
      </EmptyState>
    </View>
  );
}

function faceOf({ code, retryable, message }: ServiceError) {
  if (code === 'offline') {
    return {
      icon: 'wifi-off',
      title: '网络没有连上',
      text: '请看看手机的网络，连上后再试。',
    } as const;
  }
  if (code === 'bad_input') {
    const text = '链接不完整，或者已经不能用了。请从首页重新进。';
    return { icon: 'info', title: '这一页打不开', text } as const;
  }
  return {
    icon: 'info',
    title: retryable ? '这里暂时没有打开' : '这一页看不了',
    text: message,
  } as const;
}

function Trace({ traceId }: { traceId: string }) {
  if (!traceId) return null;
  const words = `有疑问请拨打 ${HOTLINE}，报这个编号：${traceWords(traceId)}`;
  return <View className="error-trace">{words}</View>;
}

/** Above a form or a button: an attempt failed, what was typed is still there. */
export function ErrorNotice({ error }: { error: ServiceError | undefined }) {
  if (!error) return null;
  return (
    <Notice id="error-notice" tone="danger" title={error.message} announce>
      {error.fields
        .filter(({ message }) => message !== error.message)
        .map(({ field, message }) => (
          <View key={field}>{message}</View>
        ))}
      <Trace traceId={error.retryable ? error.traceId : ''} />
    </Notice>
  );
}
