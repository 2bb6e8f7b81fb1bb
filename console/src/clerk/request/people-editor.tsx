import { Form, Input, Segmented, Select, Space } from 'antd';
import type { IsoDate } from '@yibao/shared/rules/facts';
import { documentTypeOptions } from '../../services/labels';
import { judge, type Line, maxPeople, readPeople, type Subject } from './people';

export type Ways = 'one' | 'list';

/** Whom is asked, as the form holds it: only the fields of the chosen way are there. */
export interface PeopleFields {
  way: Ways;
  name?: string;
  documentType?: Subject['documentType'];
  documentNumber?: string;
  list?: string;
}

/** @returns a line each, good or not; empty while nothing was typed */
export function linesOf(values: PeopleFields, today: IsoDate): Line[] {
  if (values.way === 'list') return readPeople(values.list ?? '', today);
  const { name = '', documentType = 'residentId', documentNumber = '' } = values;
  if (name.trim() === '' && documentNumber.trim() === '') return [];
  return [{ lineNo: 1, ...judge(name, documentType, documentNumber, today) }];
}

/** @returns the people, or what to mend first */
export function peopleOf(lines: readonly Line[]): { people: Subject[] } | { message: string } {
  if (lines.length === 0) return { message: '请填写要请谁授权' };
  if (lines.length > maxPeople) return { message: `一次最多 ${maxPeople} 人，请分几次发起` };
  const wrong = lines.filter((line) => !line.ok).length;
  if (wrong > 0) return { message: `有 ${wrong} 行要改，请看下面的说明` };
  return { people: lines.flatMap((line) => (line.ok ? [line.subject] : [])) };
}

function Wrong({ lines }: { lines: readonly Line[] }) {
  const wrong = lines.flatMap((line) => (line.ok ? [] : [line]));
  return (
    <div aria-live="polite">
      <p className="note">
        共 {lines.length} 人，{lines.length - wrong.length} 人可以发起
        {wrong.length > 0 && `，${wrong.length} 行要改：`}
      </p>
      {wrong.length > 0 && (
        <ul className="state-danger" style={{ margin: '0 0 12px', paddingInlineStart: 20 }}>
          {wrong.slice(0, 10).map((line) => (
            <li key={line.lineNo}>
              第 {line.lineNo} 行：{line.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface Props {
  way: Ways;
  lines: readonly Line[];
}

/** One person in fields, or a list as it comes from a spreadsheet. */
export function PeopleEditor({ way, lines }: Props) {
  const [only] = lines;
  const problem = way === 'one' && only && !only.ok ? only.message : undefined;
  return (
    <>
      <Form.Item name="way">
        <Segmented<Ways>
          options={[
            { value: 'one', label: '一个人' },
            { value: 'list', label: '一份名单' },
          ]}
        />
      </Form.Item>
      {way === 'one' ? (
        <>
          <Space size={16} wrap align="start">
            <Form.Item name="name" label="姓名">
              <Input maxLength={60} autoComplete="off" style={{ width: 180 }} />
            </Form.Item>
            <Form.Item name="documentType" label="证件类型">
              <Select options={documentTypeOptions} style={{ width: 190 }} />
            </Form.Item>
            <Form.Item name="documentNumber" label="证件号码">
              <Input maxLength={40} autoComplete="off" style={{ width: 240 }} />
            </Form.Item>
          </Space>
          {problem !== undefined && (
            <p className="state-danger" role="alert" style={{ marginTop: -8 }}>
              {problem}
            </p>
          )}
        </>
      ) : (
        <>
          <Form.Item name="list" label="名单：一行一个人，姓名和证件号码用空格、逗号或表格的列隔开">
            <Input.TextArea
              rows={6}
              spellCheck={false}
              autoComplete="off"
              placeholder={'张三 340603199001010000\n李四,340603199202020000'}
            />
          </Form.Item>
          {lines.length > 0 && <Wrong lines={lines} />}
        </>
      )}
    </>
  );
}
