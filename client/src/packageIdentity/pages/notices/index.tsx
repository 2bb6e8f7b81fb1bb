import { useState } from 'react';
import { AppButton } from '@/components/app-button';
import { Page } from '@/components/page';
import { goTo } from '@/services/navigate';
import { NoticePage, type Older } from './notice-page';
import './index.scss';

/** Messages to the person, newest first; older ones on demand. */
export default function NoticesPage() {
  const [pages, setPages] = useState<(Older | null)[]>([null]);
  return (
    <Page id="notices" title="消息" lead="办理有了进展，都会写在这里。">
      {pages.map((older, index) => (
        <NoticePage
          key={older?.cursor ?? 'newest'}
          older={older}
          onOlder={index === pages.length - 1 ? (next) => setPages([...pages, next]) : undefined}
        />
      ))}
      <AppButton id="open-reminders" kind="text" icon="bell" onPress={() => goTo('reminders')}>
        提醒设置
      </AppButton>
    </Page>
  );
}
