import { Button } from 'antd';
import type { Look } from './use-look';

/** Saves the look as a file, a piece at a time; each piece is decided anew. */
export function ExportButton({ look: { busy, pieces, exportFile } }: { look: Look }) {
  return (
    <Button onClick={exportFile} loading={busy === 'export'} disabled={busy !== null}>
      {busy === 'export' ? `正在导出，已取 ${pieces} 段` : '导出文件'}
    </Button>
  );
}
