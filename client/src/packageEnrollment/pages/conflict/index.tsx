import { useCallback, useEffect, useRef } from 'react';
import { useRouter } from '@tarojs/taro';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { RuleNote } from '@/components/rule-note';
import { StatusCard } from '@/components/status-card';
import { useAppInfo } from '@/services/app-info';
import { idParam } from '@/services/navigate';
import { useNewest } from '@/services/newest';
import { useQuery, useRepeat } from '@/services/query';
import { personWords } from '@/services/words';
import {
  conflictScene,
  type Enrollment,
  enrollmentFace,
  movesByItself,
} from '../../model/conflict';
import { Cancel } from './cancel';
import { SCENES } from './scenes';
import './index.scss';

/** How often the page looks by itself while it is open; the server checks every 30 minutes. */
const LOOK_EVERY_MS = 30_000;
const MAX_LOOKS = 120;

/** The server's business time, run on with the phone's clock since it was told. */
function useBusinessNow(): () => number {
  const info = useAppInfo();
  const told = useRef<{ now: number; at: number }>();
  useEffect(() => {
    if (info) told.current = { now: info.now, at: Date.now() };
  }, [info]);
  return useCallback(() => {
    const { now, at } = told.current ?? { now: Date.now(), at: Date.now() };
    return now + (Date.now() - at);
  }, []);
}

function Conflict({
  enrollment,
  onChange,
}: {
  enrollment: Enrollment;
  onChange: (e: Enrollment) => void;
}) {
  const businessNow = useBusinessNow();
  const scene = conflictScene(enrollment.status);
  const { tone, word } = enrollmentFace(enrollment.status);
  const Scene = SCENES[scene];
  return (
    <>
      <StatusCard
        id="conflict-status"
        tone={tone}
        word={word}
        about={`${personWords(enrollment.person)} · ${enrollment.coverageYear} 年度`}
        sentence={enrollment.sentence}
        isPageTitle
      />
      <Scene enrollment={enrollment} businessNow={businessNow} onChange={onChange} />
      <RuleNote rules={enrollment.rules} />
      {enrollment.mayCancel && (
        <Cancel enrollmentId={enrollment.enrollmentId} onCancelled={onChange} />
      )}
    </>
  );
}

/** Insured in another city: what to do there, and the wait until the systems agree. */
export default function ConflictPage() {
  const { params } = useRouter();
  const enrollmentId = idParam(params, 'enrollmentId');
  const query = useQuery('enrollment.get', { enrollmentId });
  const [enrollment, take] = useNewest(query.data);

  useRepeat(query.reload, {
    intervalMs: LOOK_EVERY_MS,
    maxTimes: MAX_LOOKS,
    active: enrollment !== undefined && movesByItself(conflictScene(enrollment.status)),
  });
  return (
    <Page id="conflict">
      <QueryView query={{ ...query, data: enrollment }} shape="status">
        {(shown) => <Conflict enrollment={shown} onChange={take} />}
      </QueryView>
    </Page>
  );
}
