/**
 * What a pushed message may say: the templates of WeChat's subscribe messages and of short
 * messages, field by field, so that nothing is refused for its form.
 */
import { dayOf, isIsoDate, monthOf } from './dates';

/** Every kind of message a person can be sent; each has one WeChat and one SMS template. */
export const messageTopics = [
  'payment',
  'posted',
  'enrollment',
  'refund',
  'windowOpens',
  'windowCloses',
  'newbornCloses',
  'coverBegins',
  'consentAsked',
  'consentUsed',
  'consentEnds',
] as const;
export type MessageTopic = (typeof messageTopics)[number];

/** What people switch on and off: few words instead of ten kinds. */
export const reminderGroups = ['deadlines', 'results', 'cover', 'consent'] as const;
export type ReminderGroup = (typeof reminderGroups)[number];

export const groupOf = {
  windowOpens: 'deadlines',
  windowCloses: 'deadlines',
  newbornCloses: 'deadlines',
  payment: 'results',
  posted: 'results',
  enrollment: 'results',
  refund: 'results',
  coverBegins: 'cover',
  consentAsked: 'consent',
  consentUsed: 'consent',
  consentEnds: 'consent',
} as const satisfies Record<MessageTopic, ReminderGroup>;

/** What a message says; the words around it are the template's. */
export interface MessageContent {
  topic: MessageTopic;
  /** Masked names, at most 20 characters. */
  person: string;
  /** 「800.00元」, a phrase of at most five Chinese characters, or a date, as the topic has it. */
  highlight: string;
  coverageYear?: number;
  /** How many people it is about. */
  people?: number;
}

/** Of what kind each topic's second field is; the others are the same in all templates. */
export const highlightKinds = {
  payment: 'amount',
  refund: 'amount',
  posted: 'phrase',
  enrollment: 'phrase',
  windowOpens: 'date',
  windowCloses: 'date',
  newbornCloses: 'date',
  coverBegins: 'date',
  consentAsked: 'phrase',
  consentUsed: 'phrase',
  consentEnds: 'date',
} as const satisfies Record<MessageTopic, 'amount' | 'phrase' | 'date'>;

/** Length limit of a `thing`. */
const thingLength = 20;

const fieldKinds = {
  thing: /^[^\n\r]{1,20}$/u,
  phrase: /^\p{Script=Han}{1,5}$/u,
  amount: /^¥?\d{1,10}(?:\.\d{1,2})?元?$/,
  number: /^\d{1,32}(?:\.\d{1,16})?$/,
  character_string: /^[\x21-\x7e]{1,32}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/,
} as const satisfies Record<string, RegExp>;

const isKind = (kind: string): kind is keyof typeof fieldKinds =>
  Object.keys(fieldKinds).includes(kind);

/**
 * @param data field name of a WeChat template (`thing1`, `amount2` …) → value
 * @returns the first field that WeChat would refuse (47003), null when all fit
 */
export function badTemplateField(data: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(data)) {
    const kind = /^([a-z_]+)\d+$/.exec(name)?.[1] ?? '';
    if (!isKind(kind) || !fieldKinds[kind].test(value)) return name;
    if (kind === 'date' && !isIsoDate(value)) return name;
  }
  return null;
}

/**
 * A text as a `thing` holds it: one line, at most twenty characters. What is longer loses its
 * spaces first, then its end.
 */
export function asThing(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const chars = Array.from(Array.from(line).length <= thingLength ? line : line.replace(/ /g, ''));
  if (chars.length <= thingLength) return chars.join('');
  return `${chars.slice(0, thingLength - 1).join('')}…`;
}

/** Everybody's name, or the first and how many they are, as a `thing` holds it. */
export function shortNames(names: readonly string[]): string {
  const all = names.join('、');
  if (Array.from(all).length <= thingLength) return all;
  const others = `等 ${names.length} 人`;
  return `${(names[0] ?? '').slice(0, thingLength - others.length)}${others}`;
}

/** Names of a template's four fields, where a city's own template calls them otherwise. */
export interface TemplateFields {
  person: string;
  highlight: string;
  at: string;
  about: string;
}

export function usualFields(topic: MessageTopic): TemplateFields {
  return { person: 'thing1', highlight: `${highlightKinds[topic]}2`, at: 'time3', about: 'thing4' };
}

/**
 * @param at 'YYYY-MM-DD HH:mm'
 * @param about the notice's title
 * @returns field name → value, as WeChat takes it
 * @throws RangeError naming the field that does not fit its kind
 */
export function templateData(
  content: MessageContent,
  { at, about }: { at: string; about: string },
  fields: TemplateFields = usualFields(content.topic),
): Record<string, string> {
  const data = {
    [fields.person]: asThing(content.person),
    [fields.highlight]: content.highlight,
    [fields.at]: at,
    [fields.about]: asThing(about),
  };
  const bad = badTemplateField(data);
  if (bad !== null) throw new RangeError(`${content.topic}: ${bad} does not fit its kind`);
  return data;
}

/** New accounts get templates whose parameters hold so many characters. */
const smsParameterLength = 6;

/** 2025-12-31 → 12月31日 */
const shortDate = (date: string): string => `${monthOf(date)}月${dayOf(date)}日`;

/** 800.00元 → 800 */
const shortAmount = (amount: string): string =>
  amount
    .replace(/^¥|元$/g, '')
    .replace(/\.00$/, '')
    .replace(/(\.\d)0$/, '$1');

/**
 * The parameters of a topic's short message, in the template's order: never a name, since a
 * lock screen shows them, and short, since a parameter holds six characters.
 *
 * @throws RangeError when one is too long
 */
export function smsParameters(content: MessageContent): string[] {
  const { topic, highlight, coverageYear = 0, people = 1 } = content;
  const year = String(coverageYear);
  const parameters = {
    amount: () => [shortAmount(highlight)],
    phrase: () => [highlight],
    date: () => {
      const day = shortDate(highlight);
      if (topic === 'consentEnds') return [day];
      return topic === 'coverBegins' ? [year, day] : [year, String(people), day];
    },
  }[highlightKinds[topic]]();
  const tooLong = parameters.find((text) => text === '' || text.length > smsParameterLength);
  if (tooLong !== undefined) throw new RangeError(`${topic}: a parameter does not fit`);
  return parameters;
}
