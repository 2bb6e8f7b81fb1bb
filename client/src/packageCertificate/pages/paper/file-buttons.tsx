import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { type ServiceError, toServiceError } from '@/services/errors';
import { type FileOutcome, keepFile } from '@/services/files';
import { downloadPaper } from '@/services/papers';

interface PaperFile {
  fileName: string;
  contentBase64: string;
}

interface FileButtonsProps {
  certificateId: string;
  file: PaperFile;
}

const isMiniProgram = process.env.TARO_ENV === 'weapp';

/** Writes the paper into the mini-program's folder and opens it there, or sends it on. */
async function hand(file: PaperFile, how: 'open' | 'share'): Promise<FileOutcome> {
  const { fileName: name, contentBase64: base64 } = file;
  const kept = await keepFile({ name, mediaType: 'application/pdf', content: { base64 } });
  const go = kept.kind === 'stored' ? kept[how] : null;
  return go ? go() : 'failed';
}

function useWork() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const [failed, setFailed] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    setFailed(false);
    try {
      setFailed((await work()) === 'failed');
    } catch (thrown) {
      setError(toServiceError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, failed, run: (work: () => Promise<unknown>) => void run(work) };
}

/** Open, save and send: by WeChat's viewer in the mini-program, by a download in a browser. */
export function FileButtons({ certificateId, file }: FileButtonsProps) {
  const { busy, error, failed, run } = useWork();
  return (
    <Card title="文件">
      <ErrorNotice error={error} />
      {failed && (
        <Notice tone="warn" title="这部手机打不开文件" announce>
          请再试一次；还不行，可以复制下面的验证链接，或在电脑上打开本网站下载。
        </Notice>
      )}
      <View className="paper-note">{file.fileName}</View>
      {isMiniProgram ? (
        <>
          <AppButton id="open-paper" busy={busy} onPress={() => run(() => hand(file, 'open'))}>
            打开文件
          </AppButton>
          <View className="paper-note">打开后点右上角「···」，可以保存、打印、发给别人。</View>
          <AppButton
            id="share-paper"
            kind="secondary"
            disabled={busy}
            onPress={() => run(() => hand(file, 'share'))}
          >
            发给微信好友
          </AppButton>
        </>
      ) : (
        <>
          <AppButton
            id="download-paper"
            busy={busy}
            busyText="正在准备"
            onPress={() => run(() => downloadPaper(certificateId))}
          >
            下载文件
          </AppButton>
          <View className="paper-note">
            在微信里点了没有反应的，请点右上角「···」，选「在浏览器打开」，再下载。
          </View>
        </>
      )}
    </Card>
  );
}
