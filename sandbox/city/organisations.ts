/**
 * Forty-nine invented organisations that may ask people for their consent: four insurers and
 * forty-five employers, as many as the city's trial had. Nobody has these names together with
 * these codes; passwords, secrets and keys are good for nothing but the sandbox.
 */
import { type OrganisationKind } from '@yibao/shared/policy/consent';
import { creditCheckSign, organisationCheckSign } from '@yibao/shared/rules/credit-code';
import { makeName } from './names';
import { seededRandom } from './random';

/** The same for every clerk of the sandbox, and named what it is. */
export const sandboxPassword = 'sandbox-password';
/** Base32 of twenty bytes. */
export const sandboxTotpSecret = 'SANDBOXSANDBOXSANDBOXSANDBOXSAND';

export interface PlannedClerk {
  kind: 'person' | 'api';
  login: string;
  name: string;
}

export interface PlannedOrganisation {
  creditCode: string;
  name: string;
  kind: OrganisationKind;
  /** Whom one can ask. */
  contact: string;
  agreementNumber: string;
  clerks: PlannedClerk[];
}

interface Stem {
  /** How its logins begin. */
  login: string;
  name: string;
}

const insurers: Stem[] = [
  { login: 'xiangshan', name: '相山人寿保险淮北中心支公司' },
  { login: 'suishui', name: '濉水健康保险淮北中心支公司' },
  { login: 'longji', name: '龙脊财产保险淮北支公司' },
  { login: 'nanhu', name: '南湖养老保险淮北营业部' },
];

const stems: Stem[] = [
  { login: 'qinghe', name: '青禾' },
  { login: 'yunshan', name: '云杉' },
  { login: 'yuanfan', name: '远帆' },
  { login: 'chenxing', name: '晨星' },
  { login: 'wangshu', name: '望舒' },
  { login: 'yinxing', name: '银杏' },
  { login: 'songtao', name: '松涛' },
  { login: 'bailu', name: '白鹭' },
  { login: 'minghu', name: '明湖' },
];
const trades: Stem[] = [
  { login: 'fz', name: '纺织' },
  { login: 'jx', name: '机械' },
  { login: 'sp', name: '食品' },
  { login: 'jc', name: '建材' },
  { login: 'dz', name: '电子' },
];

const employers: Stem[] = trades.flatMap((trade) =>
  stems.map((stem) => ({
    login: `${stem.login}-${trade.login}`,
    name: `淮北${stem.name}${trade.name}有限公司`,
  })),
);

/** So many employers have clerks at the console; the others are on record. */
const employersWithClerks = 3;
const clerksEach = 2;
const seed = 0x59_42_00_49;

/** 9 (market regulation), 1 (company), the city, an organisation code of nobody. */
function creditCodeOf(index: number): string {
  const body = `0029${String(9000 + index)}`;
  const first17 = `91340600${body}${organisationCheckSign(body)}`;
  return first17 + creditCheckSign(first17);
}

function plan(): PlannedOrganisation[] {
  const random = seededRandom(seed);
  const sexes = ['female', 'male'] as const;
  const named = (year: number) => makeName(random, random.pick(sexes), year);
  const clerksOf = ({ login }: Stem): PlannedClerk[] =>
    Array.from({ length: clerksEach }, (_, at) => ({
      kind: 'person',
      login: `${login}-0${String(at + 1)}`,
      name: named(1988 + at),
    }));
  const make = (stem: Stem, index: number, kind: OrganisationKind, hasClerks: boolean) => ({
    creditCode: creditCodeOf(index),
    name: stem.name,
    kind,
    contact: `${named(1979)}，办公室，0561-000${String(1000 + index)}`,
    agreementNumber: `沙盒协议〔2025〕${String(index + 1)} 号`,
    clerks: hasClerks ? clerksOf(stem) : [],
  });
  return [
    ...insurers.map((stem, index) => make(stem, index, 'insurer', true)),
    ...employers.map((stem, index) =>
      make(stem, insurers.length + index, 'employer', index < employersWithClerks),
    ),
  ];
}

const all = plan();
const [first] = all;
/** The insurer that asks by its own system as well. */
export const apiOrganisationCode = first?.creditCode ?? '';
first?.clerks.push({ kind: 'api', login: 'xiangshan-api', name: '相山理赔系统' });

/**
 * @param extent `few`: an insurer with its own system and two employers, for tests and quick starts
 */
export function sandboxOrganisations(extent: 'few' | 'all'): readonly PlannedOrganisation[] {
  const few = [0, insurers.length, insurers.length + 1];
  return extent === 'all' ? all : all.filter((_, index) => few.includes(index));
}
