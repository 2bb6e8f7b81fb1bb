import type { Output } from '@yibao/shared/contracts';
import { personWords, relationWord, type Tone } from '../../services/words';

type Answer = Output<'payment.bindRelative'>;
type Member = Output<'payment.personalAccount'>['members'][number];

/** What the server answered a moment ago, by person; gone with the page's memory. */
const answers = new Map<string, Answer>();

/** Keeps the answer for the page that shows it: an address carries no words. */
export function keepAnswer(personId: string, answer: Answer): void {
  answers.set(personId, answer);
}

/** The answer of this visit; undefined after a reload, and for an address from somewhere else. */
export function keptAnswer(personId: string): Answer | undefined {
  return answers.get(personId);
}

export interface BindingNews {
  tone: Tone;
  word: string;
  sentence: string;
  /** Whom it is about; '' where nobody was found. */
  about: string;
}

const faces = {
  bound: { tone: 'ok', word: '已绑定' },
  pending: { tone: 'wait', word: '办理中' },
  refused: { tone: 'warn', word: '没有绑定' },
} as const satisfies Record<Answer['outcome'], { tone: Tone; word: string }>;

/**
 * How a binding came out.
 * @param answer what the server said to this visit, if it did
 * @param member the relative among those who are bound now
 */
export function bindingNews(
  answer: Answer | undefined,
  member: Pick<Member, 'nameMasked' | 'relation'> | undefined,
): BindingNews {
  const about = member ? personWords(member) : '';
  if (member) {
    const sentence = `绑定好了，可以用您的个人账户给${relationWord(member.relation)}缴费`;
    return { ...faces.bound, sentence, about };
  }
  if (answer) return { ...faces[answer.outcome], sentence: answer.message, about };
  return { ...faces.refused, sentence: '没有查到这次绑定，请从头再办一次', about };
}
