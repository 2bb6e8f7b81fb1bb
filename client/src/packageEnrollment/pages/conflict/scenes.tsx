import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { RemindMe } from '@/components/remind-me';
import { Row } from '@/components/row';
import { relativeMomentWords } from '@/services/format';
import { goHome, goTo } from '@/services/navigate';
import type { ConflictScene, Enrollment } from '../../model/conflict';
import { Advice } from '../../parts/advice';
import { Declare } from './declare';
import { Recheck } from './recheck';

export interface SceneProps {
  enrollment: Enrollment;
  businessNow: () => number;
  onChange: (enrollment: Enrollment) => void;
}

const INSURANCE_WORDS = { resident: '居民医保', employee: '职工医保' } as const;

function Instruct({ enrollment, businessNow, onChange }: SceneProps) {
  const { enrollmentId, elsewhere, advice } = enrollment;
  return (
    <>
      <Card title="请按顺序做">
        {elsewhere && (
          <Row label="现在参保的地方">
            {`${elsewhere.poolingAreaName},${INSURANCE_WORDS[elsewhere.insurance]}`}
          </Row>
        )}
        <Advice steps={advice} />
      </Card>
      <Declare enrollmentId={enrollmentId} businessNow={businessNow} onDeclared={onChange} />
    </>
  );
}

function Waiting({ enrollment, businessNow, onChange }: SceneProps) {
  const { enrollmentId, elsewhere } = enrollment;
  const now = businessNow();
  return (
    <>
      <Card title="不用守着，我们一直在查">
        <View className="conflict__plain">
          我们每 30 分钟自动查一次，最多查 6 小时。您可以关掉这一页，不会耽误。
        </View>
        {elsewhere && (
          <View className="conflict__facts">
            <Row label="在查哪里的信息">{elsewhere.poolingAreaName}</Row>
            {elsewhere.suspendedAt !== null && (
              <Row label="您办好暂停的时间">{relativeMomentWords(elsewhere.suspendedAt, now)}</Row>
            )}
            {elsewhere.nextCheckAt !== null && (
              <Row label="下次自动查">{relativeMomentWords(elsewhere.nextCheckAt, now)}</Row>
            )}
            {elsewhere.deadlineAt !== null && (
              <Row label="最晚等到">{relativeMomentWords(elsewhere.deadlineAt, now)}</Row>
            )}
          </View>
        )}
      </Card>
      <RemindMe id="remind-cleared" topics={['enrollment']} words="有结果时在微信里提醒我" />
      <Recheck
        enrollmentId={enrollmentId}
        text="现在再查一次"
        businessNow={businessNow}
        onChecked={onChange}
      />
    </>
  );
}

function Overdue({ enrollment, businessNow, onChange }: SceneProps) {
  return (
    <>
      <Card title="请再打一次电话">
        <View className="conflict__plain">
          您没有做错。多半是那边办了暂停，但信息没有传出来，要请他们再传一次。
        </View>
        <Advice steps={enrollment.advice} />
      </Card>
      <Recheck
        enrollmentId={enrollment.enrollmentId}
        text="那边传过了，再查一次"
        businessNow={businessNow}
        onChecked={onChange}
      />
    </>
  );
}

function Cleared({ enrollment: { enrollmentId } }: SceneProps) {
  return (
    <>
      <Notice tone="ok" title="那边已经暂停，登记好了">
        还差最后一步：缴费。缴了费才能报销
      </Notice>
      <View className="conflict__action">
        <AppButton id="conflict-pay" onPress={() => goTo('confirm', { enrollments: enrollmentId })}>
          去缴费
        </AppButton>
      </View>
    </>
  );
}

function Review({ enrollment }: SceneProps) {
  return (
    <Card title="接下来">
      <Advice
        steps={
          enrollment.advice.length > 0
            ? enrollment.advice
            : ['不用您再做什么', '核对好了会发消息告诉您', '着急可以拨打 12393 问一问']
        }
      />
    </Card>
  );
}

function Ended() {
  return (
    <View className="conflict__action">
      <AppButton id="go-home" onPress={goHome}>
        返回首页
      </AppButton>
    </View>
  );
}

/** What stands below the status card, by scene. */
export const SCENES = {
  instruct: Instruct,
  waiting: Waiting,
  overdue: Overdue,
  cleared: Cleared,
  review: Review,
  checking: Review,
  paid: Ended,
  cancelled: Ended,
} as const satisfies Record<ConflictScene, (props: SceneProps) => React.JSX.Element>;
