import { member, type PlannedFamily } from './test-families';

const employee = (
  key: string,
  name: string,
  sex: 'male' | 'female',
  birthDate: string,
  accountFen: number,
) => ({ ...member(key, name, sex, birthDate, 'head', 'employeeInsured'), accountFen });

/** Employees who pay for relatives from their personal account. */
export const mutualAidFamilies: PlannedFamily[] = [
  {
    county: '340603',
    members: [
      employee('pan-jianguo', '潘建国', 'male', '1983-05-06', 286_000),
      member('pan-shulan', '潘淑兰', 'female', '1958-03-17', 'mother', 'insuredLastYear'),
      member('pan-ziyue', '潘子悦', 'female', '2014-09-09', 'child', 'child'),
    ],
    users: [
      {
        key: 'pan-jianguo',
        situation:
          '职工，医保个人账户里有 2860 元：绑定母亲和女儿，用个人账户给她们缴居民医保（家庭共济）',
        family: [
          { relation: 'mother', key: 'pan-shulan' },
          { relation: 'daughter', key: 'pan-ziyue' },
        ],
      },
    ],
  },
  {
    county: '340602',
    members: [
      employee('shi-wenjing', '史文静', 'female', '1990-10-22', 31_500),
      member('shi-baoshan', '史宝山', 'male', '1959-06-30', 'father', 'insuredLastYear'),
    ],
    users: [
      {
        key: 'shi-wenjing',
        situation: '职工，医保个人账户里只有 315 元，不够给父亲缴：换一种付款方式',
        family: [{ relation: 'father', key: 'shi-baoshan' }],
      },
    ],
  },
];
