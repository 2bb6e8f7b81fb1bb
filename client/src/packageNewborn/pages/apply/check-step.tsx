import { useState } from 'react';
import { View } from '@tarojs/components';
import { isIsoDate } from '@yibao/shared/rules/dates';
import { maskDocumentNumber, maskName } from '@yibao/shared/rules/masking';
import { Amount } from '@/components/amount';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { CheckBox } from '@/components/check-box';
import { ErrorNotice } from '@/components/error-state';
import { ErrorSummary, type FieldError } from '@/components/error-summary';
import { FieldFrame } from '@/components/field';
import { HoldToReveal } from '@/components/hold-to-reveal';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { Row } from '@/components/row';
import { RuleNote } from '@/components/rule-note';
import { StepHeader } from '@/components/step-header';
import { type SummaryItem, SummaryList } from '@/components/summary-list';
import { dayWords } from '@/services/format';
import { useDraft } from '@/services/draft';
import { useHeadingFocus } from '@/services/focus';
import { goTo } from '@/services/navigate';
import { useQuery } from '@/services/query';
import { rulesOf } from '@/services/rules';
import { useStore } from '@/services/store';
import {
  type Answers,
  answersFromDraft,
  flag,
  NEWBORN_DRAFT,
  type Quote,
  type Start,
} from '../../model/answers';
import { chosenYears, isSubsidised, totalFen } from '../../model/money';
import { type Refusal, type Step, steps } from '../../model/steps';
import { clockWords, otherParentWords, sexWords } from '../../model/words';
import { refusals } from '../../refusals';
import { type StepProps, useStepFacts } from './use-step';
import { useSubmit } from './use-submit';

const PAGE_ID = 'newborn-check';
const MISSING = '还没有填';

function bornWords({ bornOn, bornAtTime }: Answers): string {
  return isIsoDate(bornOn) ? `${dayWords(bornOn)}${clockWords(bornAtTime)}` : MISSING;
}

function itemsWords({ items }: Answers, start: Start): string {
  const titles = start.items.filter(({ kind }) => items.includes(kind)).map(({ title }) => title);
  return titles.length === 0 ? '只办医保' : `医保、${titles.join('、')}`;
}

/** What a person typed about others is masked here too, and shows itself while it is held. */
const shownWhenHeld = (masked: string, clear: string) =>
  clear === '' ? MISSING : <HoldToReveal masked={masked} clear={clear} />;

interface Answer extends Omit<SummaryItem, 'onChange'> {
  step: Step;
  /** The fields of the page that this answer comes from. */
  fieldIds: readonly string[];
}

function summaryOf(answers: Answers, start: Start): Answer[] {
  const { certificateNumber, photoIds, babyName, sex } = answers;
  const other = otherParentWords(answers, start);
  const area = start.householdAreas.find(({ code }) => code === answers.householdArea);
  return [
    {
      step: 'certificate',
      key: 'certificate',
      label: '出生医学证明编号',
      value: shownWhenHeld(maskDocumentNumber(certificateNumber), certificateNumber),
      note: photoIds.length > 0 ? `附 ${photoIds.length} 张照片` : undefined,
      fieldIds: ['certificate-number', 'photos'],
    },
    {
      step: 'baby',
      key: 'baby',
      label: '宝宝',
      value: shownWhenHeld(maskName(babyName), babyName),
      note: sex && sexWords[sex],
      fieldIds: ['baby-form', 'baby-name', 'sex'],
    },
    {
      step: 'baby',
      key: 'born',
      label: '出生时间',
      value: bornWords(answers),
      fieldIds: ['born-on', 'born-at-time'],
    },
    {
      step: 'otherParent',
      key: 'other-parent',
      label: '另一位家长',
      value: other.value,
      note: other.note,
      fieldIds: ['other-parent', 'documentType', 'documentNumber', 'name'],
    },
    {
      step: 'household',
      key: 'household',
      label: '上户口的地方',
      value: area?.name ?? MISSING,
      fieldIds: ['household-area'],
    },
    {
      step: 'items',
      key: 'items',
      label: '一起办',
      value: itemsWords(answers, start),
      fieldIds: ['items', 'pay-next-year'],
    },
  ];
}

/** Every answer with 修改 beside it; what was refused stands at the answer it is about. */
function summaryItems(answers: Answers, start: Start, refused: readonly Refusal[]): SummaryItem[] {
  return summaryOf(answers, start).map(({ step, fieldIds, ...item }) => {
    const problem = refused.find(({ fieldId }) => fieldIds.includes(fieldId));
    return {
      ...item,
      note: problem ? `要改一下：${problem.message}` : item.note,
      onChange: () => goTo('newbornApply', { step, edit: '1' }),
    };
  });
}

/** What is still to be changed; each stands at its answer below, too. */
function ToChange({ refused }: { refused: readonly Refusal[] }) {
  return (
    <Notice id="to-change" tone="danger" title={`还有 ${refused.length} 处要改一下`} announce>
      {refused.map(({ fieldId, message }) => (
        <View key={fieldId}>{message}</View>
      ))}
    </Notice>
  );
}

function Money({ quote, answers }: { quote: Quote; answers: Answers }) {
  const years = chosenYears(quote, answers);
  if (years.length === 0) return <Notice tone="wait" title={quote.sentence} />;
  return (
    <Card title="要缴的钱">
      {years.map(({ coverageYear, fee, sentence, subsidyReason }) => (
        <Row
          key={coverageYear}
          label={`${coverageYear} 年`}
          note={[sentence, subsidyReason ?? ''].filter((words) => words !== '').join('。')}
        >
          <Amount fen={fee.payableFen} always />
        </Row>
      ))}
      {years.length > 1 && (
        <Row label="一共">
          <Amount fen={totalFen(years)} always />
        </Row>
      )}
      <View className="money-note">
        {answers.payAtOnce ? '通过后再付，现在不扣钱' : '以后再付，现在不扣钱'}
      </View>
      {!isSubsidised(years) && (
        <View className="money-note">在困难群众名单上的家庭会少缴，提交后按名单算</View>
      )}
      <RuleNote rules={rulesOf(years)} />
    </Card>
  );
}

interface LateProps {
  sentence: string;
  accepted: boolean;
  wrong: string | undefined;
  onChange: (accepted: boolean) => void;
}

/** The window is over: what then holds, and that the person has read it. */
function LateRule({ sentence, accepted, wrong, onChange }: LateProps) {
  return (
    <>
      <Notice id="late-rule" tone="warn" title="出生已经超过期限，不能从出生那天算起">
        {sentence}
      </Notice>
      <Card>
        <FieldFrame id="accept-late" label="看完上面的规定" error={wrong}>
          <CheckBox id="accept-late-box" checked={accepted} onChange={onChange}>
            我知道了，按逾期规定办
          </CheckBox>
        </FieldFrame>
      </Card>
    </>
  );
}

const NOT_ACCEPTED: FieldError = {
  fieldId: 'accept-late',
  message: '请先看完逾期的规定，打上勾再提交',
};

/** Step 6: everything once more, the money and its rule, then it is sent. */
export function CheckStep({ start }: StepProps) {
  const draft = useDraft(NEWBORN_DRAFT);
  const answers = answersFromDraft(draft.values, start);
  const { bornOn, acceptLateRule } = answers;
  const quote = useQuery('newborn.quote', isIsoDate(bornOn) ? { bornOn } : null);
  // While nothing was quoted the server decides whether the next year is offered.
  const nextYearOffered = quote.data?.nextYearOffered ?? true;
  const submit = useSubmit(answers, useStepFacts(start), nextYearOffered);
  const refused = useStore(refusals);
  useHeadingFocus(PAGE_ID);
  const [wrong, setWrong] = useState<readonly FieldError[]>([]);
  const late = submit.lateSentence !== undefined || quote.data?.withinWindow === false;

  const send = () => {
    const unread = late && !acceptLateRule;
    setWrong(unread ? [NOT_ACCEPTED] : []);
    if (!unread) submit.run();
  };
  return (
    <Page
      id={PAGE_ID}
      footer={
        <AppButton id="submit" busy={submit.busy} busyText="正在核对，一般几秒钟" onPress={send}>
          提交申请
        </AppButton>
      }
    >
      <StepHeader
        step={steps.length}
        of={steps.length}
        title="核对一遍，再提交"
        hint="现在不扣钱"
      />
      <ErrorSummary errors={wrong} />
      {refused.length > 0 ? <ToChange refused={refused} /> : <ErrorNotice error={submit.error} />}
      <Card>
        <SummaryList items={summaryItems(answers, start, refused)} />
      </Card>
      {late && (
        <LateRule
          sentence={submit.lateSentence ?? quote.data?.sentence ?? ''}
          accepted={acceptLateRule}
          wrong={wrong[0]?.message}
          onChange={(accepted) => {
            draft.set({ acceptLateRule: flag(accepted) });
            setWrong([]);
          }}
        />
      )}
      {quote.data ? (
        <Money quote={quote.data} answers={answers} />
      ) : (
        <ErrorNotice error={quote.error} />
      )}
    </Page>
  );
}
