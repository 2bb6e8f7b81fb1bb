import { type Sex } from '@yibao/shared/rules/facts';
import { type SeededRandom } from './random';

const surnames =
  '王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁';

const givenNames = {
  male: {
    old: ['德厚', '长根', '福来', '守义', '玉山', '兴旺', '宝田', '金生', '永昌', '怀远'],
    grown: ['志远', '建军', '海涛', '文斌', '立强', '国平', '永刚', '少华', '振宇', '明辉'],
    young: ['子墨', '浩然', '宇轩', '俊熙', '梓豪', '一诺', '嘉树', '景行', '思源', '乐天'],
  },
  female: {
    old: ['桂芝', '秀珍', '玉兰', '素芬', '凤英', '月娥', '淑贤', '金花', '翠莲', '巧云'],
    grown: ['丽娟', '雪梅', '晓红', '静怡', '海燕', '春霞', '文慧', '美玲', '艳秋', '雅琴'],
    young: ['梓涵', '欣怡', '语桐', '若曦', '诗雨', '可馨', '念慈', '安然', '婉清', '沐瑶'],
  },
} as const;

function generation(birthYear: number): 'old' | 'grown' | 'young' {
  if (birthYear < 1965) return 'old';
  return birthYear < 2000 ? 'grown' : 'young';
}

export function pickSurname(random: SeededRandom): string {
  return surnames.charAt(random.between(0, surnames.length - 1));
}

/** A full name that fits the generation; `surname` is kept in the family where it would be. */
export function makeName(
  random: SeededRandom,
  sex: Sex,
  birthYear: number,
  surname = pickSurname(random),
): string {
  return surname + random.pick(givenNames[sex][generation(birthYear)]);
}
