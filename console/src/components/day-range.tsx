import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { IsoDate } from '@yibao/shared/rules/facts';

const format = 'YYYY-MM-DD';

export interface Days {
  from: IsoDate;
  to: IsoDate;
}

interface RangeProps {
  id?: string;
  value?: Days | null;
  onChange?: (days: Days | null) => void;
  /** Only days of these can be chosen. */
  within?: Days | undefined;
}

/** Two days, both included. */
export function DayRange({ id, value, onChange, within }: RangeProps) {
  return (
    <DatePicker.RangePicker
      {...(id === undefined ? {} : { id })}
      format={format}
      value={value ? [dayjs(value.from), dayjs(value.to)] : null}
      {...(within ? { minDate: dayjs(within.from), maxDate: dayjs(within.to) } : {})}
      onChange={(days) => {
        const [from, to] = days ?? [];
        onChange?.(from && to ? { from: from.format(format), to: to.format(format) } : null);
      }}
    />
  );
}

interface DayProps {
  id?: string;
  value?: IsoDate | undefined;
  onChange?: (day: IsoDate | undefined) => void;
}

/** One day, or none. */
export function DayField({ id, value, onChange }: DayProps) {
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      format={format}
      value={value === undefined ? null : dayjs(value)}
      onChange={(day) => onChange?.(day ? day.format(format) : undefined)}
    />
  );
}
