import { type PlannedBirth } from './births';
import { type County, type PersonPlan } from './person-plan';
import { type Relation } from './resident';

/** A person of a written family; `key` is how users and relations name them. */
export interface PlannedMember extends PersonPlan {
  key: string;
}

export interface PlannedUser {
  key: string;
  situation: string;
  isStaff?: boolean;
  family: { relation: Relation; key: string }[];
}

/** How old the newborns are who have an ID number already. */
export const newbornAgeDays = 6;

export interface PlannedFamily {
  county: County;
  members: PlannedMember[];
  users: PlannedUser[];
  /** Head and spouse are married unless this says otherwise. */
  unmarried?: boolean;
  births?: PlannedBirth[];
}

export const member = (
  key: string,
  name: string,
  sex: PersonPlan['sex'],
  birthDate: string,
  role: PersonPlan['role'],
  story: PersonPlan['story'],
): PlannedMember => ({ key, name, sex, birthDate, role, story });

const largerFamilies: PlannedFamily[] = [
  {
    county: '340603',
    members: [
      member('xu-huilan', '许慧兰', 'female', '1984-03-12', 'head', 'insuredLastYear'),
      member('he-guizhen', '何桂珍', 'female', '1957-08-21', 'mother', 'insuredLastYear'),
      member('xu-deming', '许德明', 'male', '1943-05-02', 'father', 'elder'),
      member('xu-zian', '许子安', 'male', '2016-06-18', 'child', 'child'),
    ],
    users: [
      {
        key: 'xu-huilan',
        situation: '全家去年都参保，2026 年还没缴：给自己和母亲（还有 82 岁的父亲、孩子）一起办',
        family: [
          { relation: 'mother', key: 'he-guizhen' },
          { relation: 'father', key: 'xu-deming' },
          { relation: 'son', key: 'xu-zian' },
        ],
      },
    ],
  },
  {
    county: '340604',
    members: [
      member('sun-zhiqiang', '孙志强', 'male', '1979-11-05', 'head', 'broken3'),
      member('ma-hongmei', '马红梅', 'female', '1981-02-17', 'spouse', 'insuredLastYear'),
      member('sun-yihan', '孙艺涵', 'female', '2010-09-30', 'child', 'child'),
    ],
    users: [
      {
        key: 'sun-zhiqiang',
        situation: '自己断保 3 年，会有等待期；妻子和女儿一直参保',
        family: [
          { relation: 'spouse', key: 'ma-hongmei' },
          { relation: 'daughter', key: 'sun-yihan' },
        ],
      },
    ],
  },
  {
    county: '340602',
    members: [
      member('zhao-yajing', '赵雅静', 'female', '1988-07-09', 'head', 'insuredLastYear'),
      member('qian-yufen', '钱玉芬', 'female', '1960-12-01', 'mother', 'elsewhereActive'),
    ],
    users: [
      {
        key: 'zhao-yajing',
        situation: '母亲在外地参保还没暂停：登记会被挡住，在「城里的人」页替她办理暂停后再查',
        family: [{ relation: 'mother', key: 'qian-yufen' }],
      },
    ],
  },
  {
    county: '340603',
    members: [member('wu-haibo', '吴海波', 'male', '1991-04-23', 'head', 'elsewhereSuspended1h')],
    users: [
      {
        key: 'wu-haibo',
        situation: '1 小时前刚在外地暂停，平台要在暂停后 3.5 小时才同步过来',
        family: [],
      },
    ],
  },
  {
    county: '340621',
    members: [
      member('zheng-liping', '郑丽萍', 'female', '1986-10-14', 'head', 'elsewhereStuck7h'),
      member('jiang-wei', '蒋维', 'male', '1985-01-28', 'spouse', 'elsewhereSuspended7h'),
    ],
    users: [
      {
        key: 'zheng-liping',
        situation: '7 小时前在外地暂停但没同步，要原参保地重新上传；丈夫同时暂停，已同步',
        family: [{ relation: 'spouse', key: 'jiang-wei' }],
      },
    ],
  },
  {
    county: '340603',
    members: [
      member('feng-xiaoyan', '冯晓燕', 'female', '1990-05-19', 'head', 'insuredLastYear'),
      member('han-guodong', '韩国栋', 'male', '1989-08-08', 'spouse', 'employeeInsured'),
      member('han-muchen', '韩沐辰', 'male', '2019-03-03', 'child', 'child'),
    ],
    users: [
      {
        key: 'feng-xiaoyan',
        situation: '丈夫有职工医保，不能再参加居民医保；自己和孩子可以缴',
        family: [
          { relation: 'spouse', key: 'han-guodong' },
          { relation: 'son', key: 'han-muchen' },
        ],
      },
    ],
  },
  {
    county: '340621',
    members: [
      member('cao-xiuyun', '曹秀云', 'female', '1975-09-26', 'head', 'minimumLiving'),
      member('tian-guiying', '田桂英', 'female', '1949-01-15', 'mother', 'extremePoverty'),
      member('cao-yuxuan', '曹雨轩', 'male', '2012-12-12', 'child', 'minimumLiving'),
    ],
    users: [
      {
        key: 'cao-xiuyun',
        situation: '低保家庭：自己和儿子享受低保资助，母亲是特困人员，个人不用缴',
        family: [
          { relation: 'mother', key: 'tian-guiying' },
          { relation: 'son', key: 'cao-yuxuan' },
        ],
      },
    ],
  },
  {
    county: '340603',
    members: [member('he-jiaxin', '何嘉欣', 'female', '1985-01-15', 'head', 'hongKong')],
    users: [
      {
        key: 'he-jiaxin',
        situation: '持港澳台居民居住证（香港）：不能刷脸核身，用柜台核验码',
        family: [],
      },
    ],
  },
];

const newbornFamily = (birthDate: string): PlannedFamily => ({
  county: '340602',
  births: [
    {
      babyName: '沈念安',
      sex: 'female',
      daysAgo: newbornAgeDays,
      time: '10:15',
      mother: 'lu-yutong',
      father: 'shen-wenbo',
      resident: 'shen-nianan',
      situation: '已上户口，有身份证号码',
    },
  ],
  members: [
    member('shen-wenbo', '沈文博', 'male', '1993-02-11', 'head', 'insuredLastYear'),
    member('lu-yutong', '陆雨桐', 'female', '1994-06-27', 'spouse', 'insuredLastYear'),
    member('shen-nianan', '沈念安', 'female', birthDate, 'child', 'newborn'),
  ],
  users: [
    {
      key: 'shen-wenbo',
      situation: '刚当爸爸：女儿出生 6 天，已上户口',
      family: [
        { relation: 'spouse', key: 'lu-yutong' },
        { relation: 'daughter', key: 'shen-nianan' },
      ],
    },
    {
      key: 'lu-yutong',
      situation: '刚当妈妈：与丈夫各自登录，看同一个孩子',
      family: [
        { relation: 'spouse', key: 'shen-wenbo' },
        { relation: 'daughter', key: 'shen-nianan' },
      ],
    },
  ],
});

const otherFamilies: PlannedFamily[] = [
  {
    county: '340604',
    members: [member('luo-jun', '罗俊', 'male', '1996-03-08', 'head', 'neverInsured')],
    users: [{ key: 'luo-jun', situation: '从来没有参过保，第一次登记', family: [] }],
  },
  {
    county: '340603',
    members: [
      member('fan-lixin', '范立新', 'male', '1982-07-22', 'head', 'employeeInsured'),
      member('ding-shufang', '丁淑芳', 'female', '1955-11-11', 'mother', 'insuredLastYear'),
      member('fan-changgen', '范长根', 'male', '1942-02-09', 'father', 'elder'),
    ],
    users: [
      {
        key: 'fan-lixin',
        situation: '自己有职工医保，替父母缴居民医保',
        family: [
          { relation: 'mother', key: 'ding-shufang' },
          { relation: 'father', key: 'fan-changgen' },
        ],
      },
    ],
  },
  {
    county: '340603',
    members: [
      member('kowalska', 'ANNA KOWALSKA', 'female', '1985-01-01', 'head', 'foreignerDigits'),
    ],
    users: [
      {
        key: 'kowalska',
        situation: '持外国人永久居留身份证（新号）：不能刷脸核身，用柜台核验码',
        family: [],
      },
    ],
  },
  {
    county: '340603',
    members: [member('gao-min', '高敏', 'female', '1987-04-16', 'head', 'employeeInsured')],
    users: [
      {
        key: 'gao-min',
        situation: '医保窗口工作人员：在柜台确认核验码',
        isStaff: true,
        family: [],
      },
    ],
  },
];

/** Families that joined the city last: whoever came before them keeps name, number and place. */
export const latestFamilies: PlannedFamily[] = [
  {
    county: '340603',
    births: [
      {
        babyName: '顾念慈',
        sex: 'female',
        daysAgo: 12,
        time: '09:20',
        mother: 'jiang-xiaomei',
        father: 'gu-changhe',
        situation: '五口之家的小女儿',
      },
    ],
    members: [
      member('gu-changhe', '顾长河', 'male', '1982-04-11', 'head', 'tenYears'),
      member('jiang-xiaomei', '江晓梅', 'female', '1983-09-02', 'spouse', 'tenYears'),
      member('liu-xiuying', '柳秀英', 'female', '1953-03-18', 'mother', 'tenYears'),
      member('gu-yiming', '顾一鸣', 'male', '2006-06-25', 'child', 'tenYears'),
    ],
    users: [
      {
        key: 'jiang-xiaomei',
        situation: '一家五口，十年的参保、缴费和看病报销记录；小女儿刚出生 12 天',
        family: [
          { relation: 'spouse', key: 'gu-changhe' },
          { relation: 'mother', key: 'liu-xiuying' },
          { relation: 'son', key: 'gu-yiming' },
        ],
      },
      {
        key: 'liu-xiuying',
        situation: '江晓梅的母亲，有慢性病：可以同意女儿看自己的记录',
        family: [{ relation: 'daughter', key: 'jiang-xiaomei' }],
      },
      {
        key: 'gu-changhe',
        situation: '江晓梅的爱人',
        family: [{ relation: 'spouse', key: 'jiang-xiaomei' }],
      },
      {
        key: 'gu-yiming',
        situation: '江晓梅的儿子，19 岁，自己管自己的记录',
        family: [{ relation: 'mother', key: 'jiang-xiaomei' }],
      },
    ],
  },
];

/**
 * The families whose members have WeChat accounts, the main journey first.
 * @param newbornBirthDate six days before the sandbox begins
 */
export function plannedFamilies(newbornBirthDate: string): PlannedFamily[] {
  return [...largerFamilies, newbornFamily(newbornBirthDate), ...otherFamilies];
}
