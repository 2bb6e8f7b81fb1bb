import { View } from '@tarojs/components';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { StatusCard } from '@/components/status-card';
import { aria } from '@/services/aria';
import { momentWords } from '@/services/format';
import { type Application, mismatches, moreAdvice, statusTone } from '../../model/progress';
import { otherRoleWord } from '../../model/words';

/** What disagrees and how to mend it. */
function Mismatches({ application }: { application: Application }) {
  const wrong = application.status === 'refused' ? mismatches(application.checks) : [];
  if (wrong.length === 0) return null;
  return (
    <Card id="mismatches" title="哪里对不上，怎么改">
      {wrong.map(({ check, title, sentence, mend }) => (
        <View key={check} className="mismatch">
          <View className="mismatch__title">{title}</View>
          <View>{sentence}</View>
          {mend && <View className="mismatch__mend">{`怎么办：${mend}`}</View>}
        </View>
      ))}
    </Card>
  );
}

/** The other parent was first: one baby is registered once, and both see the same progress. */
function Joined({ application }: { application: Application }) {
  if (application.role !== 'joined') return null;
  return (
    <Notice
      id="joined"
      tone="ok"
      title={`孩子的${otherRoleWord(application.parentRole)}已经申请好了，您不用再申请`}
    >
      你们看到的是同一份进度，谁缴费都可以，不会收两次。
    </Notice>
  );
}

/** The answer first: what came of it, and what is to be done. */
export function Answer({ application }: { application: Application }) {
  const { status, label, sentence, reference, submittedAt, request } = application;
  const advice = moreAdvice(application);
  return (
    <>
      <View {...aria({ live: 'polite' })}>
        <StatusCard
          id={`newborn-${status.replace('_', '-')}`}
          tone={statusTone(status)}
          word={label}
          about={`编号 ${reference}`}
          sentence={sentence}
          isPageTitle
        >
          <View className="answer__note">{`${momentWords(submittedAt)} 提交`}</View>
        </StatusCard>
      </View>
      <Joined application={application} />
      {request !== null && status === 'need_more' && (
        <Notice id="request" tone="warn" title="工作人员想请您补充">
          {request}
        </Notice>
      )}
      <Mismatches application={application} />
      {advice.length > 0 && (
        <Card title="请留意">
          {advice.map((words) => (
            <View key={words} className="answer__advice">
              {words}
            </View>
          ))}
        </Card>
      )}
    </>
  );
}
