/** Hospitals (H) and pharmacies (P) of the synthetic city; every name is invented. */
export interface Institution {
  /** fixmedins_code: a letter and eleven digits. */
  code: string;
  name: string;
  /** 医院等级; empty for a pharmacy. */
  level: string;
  /** What an inpatient pays before the fund does, in fen. */
  deductibleFen: number;
}

const hospital = (
  serial: number,
  name: string,
  level: string,
  deductibleYuan: number,
): Institution => ({
  code: `H340600${String(serial).padStart(5, '0')}`,
  name,
  level,
  deductibleFen: deductibleYuan * 100,
});

const pharmacy = (serial: number, name: string): Institution => ({
  code: `P340600${String(serial).padStart(5, '0')}`,
  name,
  level: '',
  deductibleFen: 0,
});

export const clinics = [
  hospital(1, '淮北青禾社区卫生服务中心', '一级', 200),
  hospital(2, '烈山惠溪镇卫生院', '一级', 200),
  hospital(3, '濉溪南湖口镇卫生院', '一级', 200),
  hospital(4, '淮北晨光医院', '二级甲等', 500),
  hospital(5, '淮北和安中医院', '二级甲等', 500),
] as const;

export const wards = [
  hospital(4, '淮北晨光医院', '二级甲等', 500),
  hospital(6, '淮北云麓综合医院', '三级甲等', 800),
  hospital(7, '淮北明心精神卫生中心', '二级', 500),
  hospital(8, '濉溪康源医院', '二级乙等', 500),
] as const;

export const pharmacies = [
  pharmacy(1, '仁和堂药房相山北路店'),
  pharmacy(2, '百草春药房东湖店'),
  pharmacy(3, '济民药房濉溪老街店'),
] as const;
