import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { Page } from '@/components/page';
import { goTo } from '@/services/navigate';
import { NoticePage } from './notice-page';
import './index.scss';

type Cursor = Output<'identity.listNotices'>['nextCursor'];

/** Messages to the person, newest first; older ones on demand. */
export default function NoticesPage() {
  const [cursors, setCursors] = useState<Cursor[]>([null]);
  return (
    <Page id="notices" title="消息" lead="办理有了进展，都会写在这里。">
      {cursors.map((cursor, index) => (
        <NoticePage
          key={cursor ?? 'newest'}
          cursor={cursor}
          onOlder={
            index === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined
          }
        />
      ))}
      <AppButton id="open-reminders" kind="text" icon="bell" onPress={() => goTo('reminders')}>
        提醒设置
      </AppButton>
    </Page>
  );
}
