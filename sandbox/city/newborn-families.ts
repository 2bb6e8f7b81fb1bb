import { type PlannedBirth } from './births';
import { type PersonPlan } from './person-plan';
import { member, type PlannedFamily, type PlannedUser } from './test-families';

/** Departments get no photographs from us: a reason that sending again mends. */
const notCheckedYet = '父母的户口信息还没有核对完，请过一会儿重新提交';

type ParentPlan = [key: string, name: string, birthDate: string];

interface Couple {
  county: PlannedFamily['county'];
  father: ParentPlan;
  mother: ParentPlan;
  story?: PersonPlan['story'];
  /** What each of them is told on the control page. */
  situations: { mother: string; father: string };
  unmarried?: boolean;
  births: Omit<PlannedBirth, 'mother' | 'father'>[];
}

/** Father as the head of the household, mother as his spouse, both with an account. */
function couple({ father, mother, ...plan }: Couple): PlannedFamily {
  const story = plan.story ?? 'insuredLastYear';
  const user = (key: string, spouse: string, situation: string): PlannedUser => ({
    key,
    situation,
    family: plan.unmarried === true ? [] : [{ relation: 'spouse', key: spouse }],
  });
  return {
    county: plan.county,
    members: [
      member(father[0], father[1], 'male', father[2], 'head', story),
      member(mother[0], mother[1], 'female', mother[2], 'spouse', story),
    ],
    users: [
      user(mother[0], father[0], plan.situations.mother),
      user(father[0], mother[0], plan.situations.father),
    ],
    ...(plan.unmarried === true && { unmarried: true }),
    births: plan.births.map((birth) => ({ ...birth, mother: mother[0], father: father[0] })),
  };
}

const mainFamily = couple({
  county: '340603',
  father: ['qiao-zhiyuan', '乔志远', '1994-05-16'],
  mother: ['tang-xinyi', '唐心怡', '1996-09-03'],
  situations: {
    mother: '刚生完宝宝两天，还没上户口：办「新生儿一件事」',
    father: '孩子的爸爸：和妈妈同时办，看同一份进度',
  },
  births: [
    {
      babyName: '乔一诺',
      sex: 'female',
      daysAgo: 2,
      time: '08:26',
      situation: '出生两天，父母都是本市户籍，样样齐全',
    },
  ],
});

const twins = couple({
  county: '340602',
  father: ['shi-mingchuan', '石明川', '1992-12-20'],
  mother: ['bai-ruolan', '白若兰', '1995-04-08'],
  situations: {
    mother: '双胞胎妈妈：一个生在半夜前，一个生在半夜后，两个都能办',
    father: '双胞胎的爸爸',
  },
  births: [
    {
      babyName: '石知远',
      sex: 'male',
      daysAgo: 5,
      time: '23:50',
      situation: '双胞胎里的大的，半夜前出生',
    },
    {
      babyName: '石知宁',
      sex: 'female',
      daysAgo: 4,
      time: '00:10',
      situation: '双胞胎里的小的，过了半夜出生',
    },
  ],
});

const otherProvince = couple({
  county: '340604',
  father: ['hao-jianning', '郝建宁', '1991-07-30'],
  mother: ['wen-suqing', '温素清', '1993-03-21'],
  situations: {
    mother: '在江苏生的孩子，证是外省签发的：要拍照，由工作人员核对',
    father: '孩子的证是外省签发的',
  },
  births: [
    {
      babyName: '郝云起',
      sex: 'male',
      daysAgo: 7,
      time: '14:05',
      province: '32',
      situation: '江苏签发的证，本省登记里查不到',
    },
  ],
});

const hundredDays = couple({
  county: '340621',
  father: ['lei-haoyu', '雷浩宇', '1990-10-11'],
  mother: ['mo-qiuyue', '莫秋月', '1992-08-25'],
  situations: {
    mother: '孩子已经 100 天，过了 90 天，按以后的办法办',
    father: '孩子已经 100 天',
  },
  births: [
    { babyName: '雷晚晴', sex: 'female', daysAgo: 100, time: '19:40', situation: '出生 100 天' },
  ],
});

const lowIncome = couple({
  county: '340621',
  father: ['kang-dayong', '康大勇', '1988-01-19'],
  mother: ['ji-chunni', '季春妮', '1990-02-14'],
  story: 'minimumLiving',
  situations: {
    mother: '低保家庭的新生儿：按困难群众资助缴费',
    father: '低保家庭，孩子出生 10 天',
  },
  births: [
    {
      babyName: '康小满',
      sex: 'female',
      daysAgo: 10,
      time: '06:30',
      situation: '低保家庭的新生儿',
    },
  ],
});

const notLocal = couple({
  county: '340603',
  father: ['pan-weidong', '潘卫东', '1993-06-02'],
  mother: ['shao-xiaoli', '邵小莉', '1995-11-29'],
  story: 'nonLocalWithoutPermit',
  situations: {
    mother: '父母都是外地户籍，也没有居住证：不能在本市参保',
    father: '父母都是外地户籍，也没有居住证',
  },
  births: [
    {
      babyName: '潘子轩',
      sex: 'male',
      daysAgo: 6,
      time: '11:11',
      situation: '父母都是外地户籍，无居住证',
    },
  ],
});

const voidedCertificate = couple({
  county: '340602',
  father: ['jin-peng', '金鹏', '1989-12-05'],
  mother: ['meng-fanying', '孟繁英', '1991-09-17'],
  situations: { mother: '手里的出生医学证明已经作废', father: '孩子的出生医学证明已经作废' },
  births: [
    {
      babyName: '金梓萌',
      sex: 'female',
      daysAgo: 9,
      time: '21:15',
      voided: true,
      situation: '已经作废的证',
    },
  ],
});

const sixthEdition = couple({
  county: '340604',
  father: ['qin-yubo', '秦宇博', '1990-04-27'],
  mother: ['xia-wanrou', '夏婉柔', '1994-01-08'],
  situations: {
    mother: '拿到的是停用以后签发的第六版出生医学证明',
    father: '孩子的证是停用以后签发的第六版',
  },
  births: [
    {
      babyName: '秦朗朗',
      sex: 'male',
      daysAgo: 8,
      time: '16:48',
      edition: 6,
      issuedOn: '2023-06-01',
      situation: '第六版，2023 年 6 月 1 日签发，当时已经停用',
    },
  ],
});

const returnedOnce = couple({
  county: '340603',
  father: ['fang-zhengyi', '方正义', '1992-02-28'],
  mother: ['yan-lirong', '颜丽蓉', '1993-10-10'],
  situations: {
    mother: '派出所会先退回一次上户口的材料，重新送就能办',
    father: '派出所会先退回一次上户口的材料',
  },
  births: [
    {
      babyName: '方晓晨',
      sex: 'male',
      daysAgo: 3,
      time: '05:02',
      firstHouseholdFlaw: notCheckedYet,
      situation: '派出所第一次会退回',
    },
  ],
});

const unmarried = couple({
  county: '340603',
  father: ['zou-kai', '邹凯', '1995-05-05'],
  mother: ['bi-xiaoyun', '毕晓芸', '1996-12-12'],
  unmarried: true,
  situations: {
    mother: '没有登记结婚：婚姻登记查不到，要填孩子爸爸的证件',
    father: '没有登记结婚：婚姻登记查不到，要填孩子妈妈的证件',
  },
  births: [
    {
      babyName: '邹予安',
      sex: 'male',
      daysAgo: 5,
      time: '12:20',
      situation: '父母没有登记结婚，证上有父亲',
    },
  ],
});

const singleMother: PlannedFamily = {
  county: '340604',
  members: [member('ouyang-jing', '欧阳静', 'female', '1997-07-07', 'head', 'insuredLastYear')],
  users: [{ key: 'ouyang-jing', situation: '单亲妈妈：出生医学证明上没有父亲', family: [] }],
  births: [
    {
      babyName: '欧阳星辰',
      sex: 'male',
      daysAgo: 4,
      time: '03:33',
      mother: 'ouyang-jing',
      father: null,
      situation: '证上没有父亲',
    },
  ],
};

/** Overruling a registry takes two clerks. */
const secondClerk: PlannedFamily = {
  county: '340603',
  members: [member('yu-hailan', '余海岚', 'female', '1990-11-23', 'head', 'employeeInsured')],
  users: [
    {
      key: 'yu-hailan',
      situation: '医保窗口的另一位工作人员：与登记不一致的申请要两人先后同意',
      isStaff: true,
      family: [],
    },
  ],
};

/** Families with a baby that has no ID number yet and the second clerk, one for each case; the main one first. */
export const newbornFamilies: readonly PlannedFamily[] = [
  mainFamily,
  twins,
  otherProvince,
  hundredDays,
  lowIncome,
  singleMother,
  notLocal,
  voidedCertificate,
  sixthEdition,
  returnedOnce,
  unmarried,
  secondClerk,
];
