import { Checkbox, Form, InputNumber, Select, Space } from 'antd';
import type { ConsentLevel } from '@yibao/shared/rules/consent-fields';
import {
  consentModeLabels,
  type ConsentPurpose,
  type ConsentScope,
  frequencyWords,
} from '@yibao/shared/rules/consent-scope';
import type { IsoDate } from '@yibao/shared/rules/facts';
import { DayRange, type Days } from '../../components/day-range';
import { atLeastOne, needed } from '../../components/rules';
import { StateWord } from '../../components/state-word';
import { frequencyUnitOptions, levelWords, settlementKindOptions } from '../../services/labels';
import type { Agreement } from '../me';

/** The scope as the form holds it: fields by level, the period as two days. */
export interface ScopeFields {
  fields1: ConsentScope['fields'];
  fields2: ConsentScope['fields'];
  fields3: ConsentScope['fields'];
  kinds: ConsentScope['kinds'];
  period: Days | null;
  validDays: number;
  unit: ConsentScope['frequency']['unit'];
  limit: number;
  modes: ConsentScope['modes'];
  retentionDays: number;
}

const levels = [1, 2, 3] as const;
const fieldName = { 1: 'fields1', 2: 'fields2', 3: 'fields3' } as const;

/** @returns what is asked for; null while nothing or no period is chosen */
export function scopeOf(values: ScopeFields): ConsentScope | null {
  const fields = [...values.fields1, ...values.fields2, ...values.fields3];
  if (fields.length === 0 || !values.period) return null;
  return {
    fields,
    kinds: values.kinds,
    dataFrom: values.period.from,
    dataTo: values.period.to,
    validDays: values.validDays,
    frequency: { unit: values.unit, limit: values.limit },
    modes: values.modes,
    retentionDays: values.retentionDays,
  };
}

/** Whoever underwrites looks once; the others a few times a day. */
export const usualFrequency = (purpose: ConsentPurpose | undefined) =>
  purpose === 'UNDERWRITING'
    ? ({ unit: 'TOTAL', limit: 1 } as const)
    : ({ unit: 'DAY', limit: 3 } as const);

/** Little to begin with: what is added has to be wanted. */
export function modestScope(agreement: Agreement, from: IsoDate, to: IsoDate): ScopeFields {
  const of = (level: number) =>
    agreement.fields.filter((each) => each.level === level).map(({ field }) => field);
  const usual: ConsentScope['fields'] = ['settledOn', 'kind', 'institutionName', 'totalFen'];
  const money: ConsentScope['fields'] = ['fundFen', 'cashFen'];
  return {
    fields1: of(1),
    fields2: of(2).filter((field) => [...usual, ...money].includes(field)),
    fields3: [],
    kinds: ['outpatient', 'chronic', 'inpatient'],
    period: { from, to },
    validDays: 30,
    ...usualFrequency(agreement.purposes[0]),
    modes: agreement.modes.filter((mode) => mode !== 'EXPORT'),
    retentionDays: 90,
  };
}

/** What the city's rules allow of a level, before anybody asks for more. */
function limitWords({ limits }: Agreement, level: ConsentLevel): string {
  const limit = limits.find((each) => each.level === level);
  if (!limit) return '';
  const { validDays, dataMonths, frequency } = limit;
  return `最长授权 ${validDays} 天，${frequencyWords(frequency)}，最近 ${dataMonths} 个月的记录`;
}

function LevelFields({ agreement }: { agreement: Agreement }) {
  return (
    <div className="scope-levels">
      {levels.map((level) => {
        const fields = agreement.fields.filter((each) => each.level === level);
        const isAllowed = level <= agreement.maxLevel && fields.length > 0;
        return (
          <section key={level} className="scope-level">
            <h3>
              <StateWord word={levelWords[level]} />
            </h3>
            {isAllowed && <p className="note">{limitWords(agreement, level)}</p>}
            {isAllowed ? (
              <Form.Item name={fieldName[level]} noStyle>
                <Checkbox.Group
                  options={fields.map(({ field, label }) => ({ value: field, label }))}
                />
              </Form.Item>
            ) : (
              <span className="note">协议不包括这一级</span>
            )}
          </section>
        );
      })}
    </div>
  );
}

/** What is asked for, within the agreement; the person may take away from it, never add. */
export function ScopeEditor({ agreement }: { agreement: Agreement }) {
  return (
    <>
      <Form.Item label="要看的内容（只勾办这件事用得上的）" required>
        <LevelFields agreement={agreement} />
      </Form.Item>
      <Form.Item name="kinds" label="看病类别" rules={atLeastOne('请至少选一类')}>
        <Checkbox.Group options={settlementKindOptions} />
      </Form.Item>
      <Space size={24} wrap align="start">
        <Form.Item name="period" label="哪段时间的记录" rules={needed('请选择起止日期')}>
          <DayRange />
        </Form.Item>
        <Form.Item name="validDays" label="授权有效期" rules={needed('请填写天数')}>
          <InputNumber
            min={1}
            max={Math.max(...agreement.limits.map(({ validDays }) => validDays))}
            precision={0}
            suffix="天"
            style={{ width: 120 }}
          />
        </Form.Item>
        <Form.Item label="最多查看" required>
          <Space.Compact>
            <Form.Item name="unit" noStyle>
              <Select
                options={frequencyUnitOptions}
                style={{ width: 90 }}
                aria-label="次数的单位"
              />
            </Form.Item>
            <Form.Item name="limit" noStyle rules={needed('请填写次数')}>
              <InputNumber
                min={1}
                max={1000}
                precision={0}
                suffix="次"
                style={{ width: 100 }}
                aria-label="次数"
              />
            </Form.Item>
          </Space.Compact>
        </Form.Item>
        <Form.Item name="retentionDays" label="结案后保留" rules={needed('请填写天数')}>
          <InputNumber
            min={0}
            max={agreement.maxRetentionDays}
            precision={0}
            suffix="天"
            style={{ width: 120 }}
          />
        </Form.Item>
      </Space>
      <Form.Item name="modes" label="怎样使用" rules={atLeastOne('请至少选一种')}>
        <Checkbox.Group
          options={agreement.modes.map((mode) => ({ value: mode, label: consentModeLabels[mode] }))}
        />
      </Form.Item>
    </>
  );
}
