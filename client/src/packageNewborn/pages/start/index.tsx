import { useEffect } from 'react';
import { Text, View } from '@tarojs/components';
import { maskName } from '@yibao/shared/rules/masking';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { Icon } from '@/components/icon';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { Pressable } from '@/components/pressable';
import { QueryView } from '@/components/query-view';
import { type Draft, useDraft } from '@/services/draft';
import { dayWords, momentWords } from '@/services/format';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import {
  answersFromDraft,
  type DraftValues,
  isUnsent,
  NEWBORN_DRAFT,
  type Start,
} from '../../model/answers';
import { statusTone } from '../../model/progress';
import { stepToGoOn } from '../../model/steps';
import { refusals } from '../../refusals';
import { forgetSaved } from '../../use-draft-saving';
import { keepStart } from '../../use-start';
import './index.scss';

/** The draft to go on with: this device's own is never older than the one the server keeps. */
function unfinished(values: DraftValues, start: Start): DraftValues | undefined {
  return isUnsent(values) ? values : start.draft?.values;
}

function Promises({ windowDays }: { windowDays: number }) {
  const lines = [
    ['填一次', '医保、上户口、社保卡这些，一张表一起办。'],
    ['当场出结果', '一般几秒钟就告诉您通过没有，还没上户口也能办。'],
    ['从出生那天起报销', `出生 ${windowDays} 天内办好，看病的钱从出生那天算起。`],
  ];
  return (
    <Card>
      {lines.map(([title, text]) => (
        <View key={title} className="promise">
          <Icon name="check" className="promise__icon" />
          <View className="promise__words">
            <View className="promise__title">{title}</View>
            <View>{text}</View>
          </View>
        </View>
      ))}
    </Card>
  );
}

function Needed({ windowDays }: { windowDays: number }) {
  return (
    <Notice tone="info" title="准备好出生医学证明就行">
      {`最好在出生 ${windowDays} 天内办。超过了也能办，只是不能从出生那天起报销，办的时候会说清楚。`}
    </Notice>
  );
}

function Applications({ applications }: Pick<Start, 'applications'>) {
  if (applications.length === 0) return null;
  return (
    <Card title="办过的申请" flush>
      {applications.map(({ applicationId, babyName, bornOn, status, label, sentence }) => (
        <Pressable
          key={applicationId}
          id={`application-${applicationId}`}
          className="application"
          role="link"
          onPress={() => goTo('newbornProgress', { applicationId })}
        >
          <View className="application__top">
            <Text className="application__name">{maskName(babyName)}</Text>
            <Badge tone={statusTone(status)} word={label} />
          </View>
          <View className="application__note">{`${dayWords(bornOn)}出生`}</View>
          <View className="application__sentence">{sentence}</View>
        </Pressable>
      ))}
    </Card>
  );
}

/** Opens the form on a page, with these answers and no others. */
function openForm(draft: Draft, values: DraftValues, start: Start): void {
  draft.clear();
  draft.set({ ...values });
  refusals.set([]);
  const facts = { today: start.today, province: undefined };
  const step = stepToGoOn(values.step, answersFromDraft(values, start), facts);
  goTo('newbornApply', { step });
}

function Buttons({ start, draft }: { start: Start; draft: Draft }) {
  const values = unfinished(draft.values, start);
  const beginAnew = () => {
    keepStart({ ...start, draft: null });
    // The server's copy goes too; where that fails the next page that is kept replaces it.
    if (start.draft) void forgetSaved();
    openForm(draft, {}, start);
  };
  if (!values) {
    return (
      <AppButton id="begin" onPress={beginAnew}>
        {start.applications.length > 0 ? '给另一个宝宝办' : '开始办理'}
      </AppButton>
    );
  }
  return (
    <>
      <AppButton id="go-on" onPress={() => openForm(draft, values, start)}>
        接着填
      </AppButton>
      <AppButton id="begin-anew" kind="text" onPress={beginAnew}>
        不要了，重新填
      </AppButton>
    </>
  );
}

/** What 「新生儿一件事」 does, what it takes, and where one's own applications stand. */
export default function StartPage() {
  const start = useQuery('newborn.start', {});
  const draft = useDraft(NEWBORN_DRAFT);
  const { data } = start;
  useEffect(() => {
    if (data) keepStart(data);
  }, [data]);
  return (
    <Page
      id="newborn-start"
      title="宝宝出生，一张表办好"
      lead="上户口前就能参保，看病从出生那天起报销。"
      footer={data && <Buttons start={data} draft={draft} />}
    >
      <QueryView query={start} shape="list">
        {(known) => (
          <>
            {unfinished(draft.values, known) && (
              <Notice id="draft-found" tone="info" title="上次填的都在，可以接着填">
                {known.draft && `保存在 ${momentWords(known.draft.savedAt)}`}
              </Notice>
            )}
            <Applications applications={known.applications} />
            <Promises windowDays={known.windowDays} />
            <Needed windowDays={known.windowDays} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
