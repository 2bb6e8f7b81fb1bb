import { Alert, Button, Space } from 'antd';
import type { ConsentMode } from '@yibao/shared/rules/consent-scope';
import {
  billPartLines,
  type LookFrame,
  lookHead,
  paperTitle,
} from '@yibao/shared/rules/look-words';
import { Watermarked } from '../../components/watermarked';
import { count } from '../../services/format';
import type { ConsentRow } from '../consent-row';
import { columnsOf } from './answer-parts';
import { ExportButton } from './export-button';
import type { PrintProof, ShownAnswer, View } from './look-state';
import type { Look } from './use-look';

function Proof({ proof }: { proof: PrintProof }) {
  return (
    <Alert
      type="success"
      showIcon
      role="status"
      style={{ marginBottom: 12 }}
      title={`打印文件已生成：${proof.fileName}，编号 ${proof.serial}`}
      description={
        <>
          <div className="once">摘要（SM3）{proof.documentSm3}</div>
          任何人都可以核验这份文件：
          <a href={proof.verifyUrl} target="_blank" rel="noreferrer">
            {proof.verifyUrl}
          </a>
        </>
      }
    />
  );
}

function PaperTable({ answer }: { answer: ShownAnswer }) {
  const columns = columnsOf(answer);
  if (columns.length === 0) return null;
  return (
    <>
      <h3>医保结算</h3>
      <table>
        <thead>
          <tr>
            <th>序号</th>
            {columns.map(({ field, title, isAmount }) => (
              <th key={field} className={isAmount ? 'amount' : ''}>
                {isAmount ? `${title}（元）` : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.settlements.map((row, index) => (
            <tr key={index}>
              <td>{index + 1}</td>
              {columns.map(({ field, text, isAmount }) => (
                <td key={field} className={isAmount ? 'amount' : ''}>
                  {text(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface PaperProps {
  answer: ShownAnswer;
  frame: Omit<LookFrame, 'organisationName'>;
}

/** What stands on the paper, in its order and its words. */
function Paper({ answer, frame }: PaperProps) {
  const { watermark } = answer;
  const { organisationName } = watermark;
  return (
    <article className="paper" aria-label="打印预览">
      <h2>{paperTitle}</h2>
      <table>
        <tbody>
          {lookHead({ ...frame, organisationName }, answer).map(({ label, text }) => (
            <tr key={label}>
              <th style={{ width: '30%' }}>{label}</th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <PaperTable answer={answer} />
      {billPartLines(answer.settlements).map((line) => (
        <p key={line} className="paper__line">
          {line}
        </p>
      ))}
    </article>
  );
}

interface Props {
  look: Look;
  view: Extract<View, { at: 'preview' }>;
  modes: readonly ConsentMode[];
  consent: Pick<ConsentRow, 'purpose' | 'caseNo'>;
}

/** The paper on the screen; printing it is an act of its own. */
export function PreviewView({ look, view, modes, consent }: Props) {
  const { answer, proof } = view;
  const { busy } = look;
  return (
    <>
      <Space style={{ marginBottom: 12 }} wrap>
        {modes.includes('PRINT') && (
          <Button
            type="primary"
            onClick={look.print}
            loading={busy === 'print'}
            disabled={busy !== null || answer.isCutShort}
          >
            打印
          </Button>
        )}
        {modes.includes('EXPORT') && <ExportButton look={look} />}
        <Button onClick={look.back} loading={busy === 'back'} disabled={busy !== null}>
          返回列表
        </Button>
        <Button onClick={look.clear}>结束查看</Button>
        <span className="note">
          点“打印”生成带水印和核验码的 PDF 文件，单独计数；浏览器自己的打印不起作用。
        </span>
      </Space>
      {answer.isCutShort && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          style={{ marginBottom: 12 }}
          title={`下面只有前 ${count(answer.settlements.length)} 笔，不是全部`}
          description="内容太多，一次打印不了。请结束查看，缩短时间段后再查询。"
        />
      )}
      {proof && <Proof proof={proof} />}
      <Watermarked text={answer.watermark.text}>
        <div data-look>
          <Paper answer={answer} frame={{ ...consent, ...view.asked }} />
        </div>
      </Watermarked>
    </>
  );
}
