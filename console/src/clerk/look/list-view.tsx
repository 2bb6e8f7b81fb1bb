import { Button, Space, Table } from 'antd';
import type { ConsentMode } from '@yibao/shared/rules/consent-scope';
import { sumsInWords } from '@yibao/shared/rules/look-words';
import { Watermarked } from '../../components/watermarked';
import { billPartTexts, columnsOf, Facts, hasBillParts } from './answer-parts';
import { ExportButton } from './export-button';
import type { Settlement, View } from './look-state';
import type { Look } from './use-look';

interface Props {
  look: Look;
  view: Extract<View, { at: 'list' }>;
  modes: readonly ConsentMode[];
}

interface Numbered extends Settlement {
  line: number;
}

function Bill({ row }: { row: Settlement }) {
  const texts = billPartTexts(row);
  if (texts.length === 0) return <span className="note">这一笔没有费用明细</span>;
  return (
    <Space size={20} wrap className="amount">
      {texts.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </Space>
  );
}

function Settlements({ view }: { view: Props['view'] }) {
  const rows: Numbered[] = view.settlements.map((row, index) => ({ ...row, line: index + 1 }));
  return (
    <Table<Numbered>
      aria-label="医保结算"
      size="small"
      rowKey={({ line }) => line}
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: '这段时间没有符合条件的结算记录' }}
      columns={[
        { title: '序号', dataIndex: 'line', width: 60 },
        ...columnsOf(view.answer).map(({ field, title, isAmount, text }) => ({
          key: field,
          title: isAmount ? `${title}（元）` : title,
          ...(isAmount ? { align: 'right' as const, className: 'amount' } : {}),
          render: (_: unknown, row: Numbered) => text(row),
        })),
      ]}
      {...(hasBillParts(view.answer)
        ? { expandable: { expandedRowRender: (row: Numbered) => <Bill row={row} /> } }
        : {})}
    />
  );
}

/** What a look shows, under its watermark; the next steps are decided anew, each by itself. */
export function ListView({ look, view, modes }: Props) {
  const { answer } = view;
  const { busy } = look;
  const sums = sumsInWords(answer);
  return (
    <>
      <Space style={{ marginBottom: 12 }} wrap>
        {modes.includes('PREVIEW') && (
          <Button
            type="primary"
            onClick={look.preview}
            loading={busy === 'preview'}
            disabled={busy !== null}
          >
            预览打印
          </Button>
        )}
        {modes.includes('EXPORT') && <ExportButton look={look} />}
        <Button onClick={look.clear}>结束查看</Button>
        <span className="note">今天还可以查看 {answer.looksLeft} 次</span>
      </Space>
      <Watermarked text={answer.watermark.text}>
        <div data-look>
          <Facts answer={answer} />
          {sums !== null && <p className="amount">{sums}</p>}
          {(sums !== null || view.settlements.length > 0) && <Settlements view={view} />}
          {answer.nextCursor !== null && (
            <div className="more">
              <Button onClick={look.next} loading={busy === 'next'} disabled={busy !== null}>
                再看一些
              </Button>
            </div>
          )}
        </div>
      </Watermarked>
    </>
  );
}
