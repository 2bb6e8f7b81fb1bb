import { useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { Page } from '@/components/page';
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
    </Page>
  );
}
