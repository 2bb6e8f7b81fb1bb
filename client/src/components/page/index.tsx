import type { ReactNode } from 'react';
import Taro from '@tarojs/taro';
import { Text, View } from '@tarojs/components';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { type AppInfo, useAppInfo } from '@/services/app-info';
import { aria } from '@/services/aria';
import { useOnline } from '@/services/network';
import { goBack } from '@/services/navigate';
import { dayWords } from '@/services/format';
import { usePreferences } from '@/services/preferences';
import { Heading } from '../heading';
import { Icon } from '../icon';
import { Pressable } from '../pressable';
import './index.scss';

interface PageProps {
  /** The id of the page's root, e.g. 'family'. */
  id: string;
  /** The page's heading; leave it out where a StepHeader or StatusCard says it. */
  title?: string;
  /** One sentence under the heading. */
  lead?: string;
  /** Stays at the thumb: usually the one primary button. */
  footer?: ReactNode;
  /** The home page: nothing to go back to. */
  isHome?: boolean;
  children: ReactNode;
}

function SandboxBanner({ info }: { info: AppInfo }) {
  if (!info.sandbox) return null;
  const { controlUrl } = info.sandbox;
  const words = (
    <View className="sandbox-banner__words">
      <Icon name="flask" className="sandbox-banner__icon" />
      <Text>{`演示 · ${dayWords(shanghaiDate(info.now))}`}</Text>
    </View>
  );
  if (process.env.TARO_ENV !== 'h5') return <View className="sandbox-banner">{words}</View>;
  return (
    <Pressable
      id="sandbox-clock"
      className="sandbox-banner"
      role="link"
      onPress={() => window.location.assign(controlUrl)}
    >
      {words}
      <Text className="sandbox-banner__link">拨动时钟</Text>
    </Pressable>
  );
}

function OfflineBar() {
  if (useOnline()) return null;
  return (
    <View className="offline-bar" {...aria({ role: 'alert', live: 'assertive' })}>
      <Icon name="wifi-off" className="sandbox-banner__icon" />
      <Text>没有网络。您填的内容都在，连上后可以继续。</Text>
    </View>
  );
}

/** A browser shows no bar with a way back; WeChat's own does. */
function BackLink({ isHome }: { isHome: boolean }) {
  if (process.env.TARO_ENV !== 'h5' || isHome) return null;
  return (
    <Pressable id="back" className="page__back" role="link" onPress={goBack}>
      <Icon name="back" className="page__back-icon" />
      <Text>{Taro.getCurrentPages().length > 1 ? '返回' : '首页'}</Text>
    </Pressable>
  );
}

/** The frame of every screen: text size, banners, heading, content, and the button at the thumb. */
export function Page({ id, title, lead, footer, isHome = false, children }: PageProps) {
  const { elder } = usePreferences();
  const info = useAppInfo();
  return (
    <View id={id} className={`page ${elder ? 'page--elder' : ''}`}>
      <View className="page__column" {...aria({ role: 'main' })}>
        {info && <SandboxBanner info={info} />}
        <OfflineBar />
        <BackLink isHome={isHome} />
        <View className="page__content">
          {title && (
            <View className="page__title">
              <Heading level={1}>{title}</Heading>
              {lead && <View className="page__lead">{lead}</View>}
            </View>
          )}
          {children}
        </View>
        {footer && <View className="page__footer">{footer}</View>}
      </View>
    </View>
  );
}
