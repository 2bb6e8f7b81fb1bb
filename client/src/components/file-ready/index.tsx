import { useState } from 'react';
import { View } from '@tarojs/components';
import type { FileOutcome, KeptFile } from '@/services/files';
import { AppButton } from '../app-button';
import { Notice } from '../notice';
import { Sheet } from '../sheet';

/** Where a file went that was asked for, in a browser; or why it was not kept. */
export function FileNews({ file }: { file: KeptFile | undefined }) {
  if (file?.kind === 'downloaded') {
    return <Notice id="file-saved" tone="ok" title="文件已经存到您的下载里" announce />;
  }
  if (file?.kind === 'refused') {
    return <Notice id="file-refused" tone="warn" title={file.message} announce />;
  }
  return null;
}

/** In the mini-program the file is there; opening and sending it need a tap of their own. */
export function FileReady({ file, onClose }: { file: KeptFile | undefined; onClose: () => void }) {
  const [failed, setFailed] = useState(false);
  if (file?.kind !== 'stored') return null;
  const { share, open } = file;
  const go = async (what: () => Promise<FileOutcome>) => {
    setFailed(false);
    const outcome = await what();
    setFailed(outcome === 'failed');
    if (outcome === 'done') onClose();
  };
  return (
    <Sheet id="file-ready" open title="文件存好了" onClose={onClose}>
      {share && (
        <View className="sheet__text">发给自己（文件传输助手）或家人，就能保存、打印。</View>
      )}
      {!share && !open && (
        <View className="sheet__text">
          您的微信版本太旧，不能打开和转发文件。请升级微信后再存一次。
        </View>
      )}
      {failed && <Notice tone="warn" title="没有成功，请再点一次" announce />}
      <View className="sheet__buttons">
        {open && (
          <AppButton id="open-file" onPress={() => void go(open)}>
            打开看看
          </AppButton>
        )}
        {share && (
          <AppButton
            id="share-file"
            kind={open ? 'secondary' : 'primary'}
            onPress={() => void go(share)}
          >
            发到微信聊天
          </AppButton>
        )}
        <AppButton id="file-ready-close" kind="text" onPress={onClose}>
          关闭
        </AppButton>
      </View>
    </Sheet>
  );
}
