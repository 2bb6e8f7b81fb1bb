import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ErrorNotice } from '@/components/error-state';
import { Notice } from '@/components/notice';
import { Sheet } from '@/components/sheet';
import { type KeptFile, keepFile } from '@/services/files';
import { useMutation } from '@/services/mutation';
import { kindWords, personWords, type RecordKind, type RecordPerson } from '../../model/records';

/** In the mini-program the file is there; sending it needs a tap of its own. */
function StoredSheet({ file, onClose }: { file: KeptFile | undefined; onClose: () => void }) {
  const [failed, setFailed] = useState(false);
  if (file?.kind !== 'stored') return null;
  const { share } = file;
  const send = async () => {
    if (!share) return;
    const outcome = await share();
    setFailed(outcome === 'failed');
    if (outcome === 'done') onClose();
  };
  return (
    <Sheet id="file-ready" open title="表格存好了" onClose={onClose}>
      <View className="sheet__text">
        {share
          ? '点下面的按钮，发给自己（文件传输助手）或家人，就能打开、打印。'
          : '您的微信版本太旧，不能转发文件。请升级微信后再存一次。'}
      </View>
      {failed && <Notice tone="warn" title="没有发出去，请再点一次" announce />}
      <View className="sheet__buttons">
        {share && (
          <AppButton id="share-file" onPress={() => void send()}>
            发到微信聊天
          </AppButton>
        )}
        <AppButton id="file-ready-close" kind="text" onPress={onClose}>
          先不发
        </AppButton>
      </View>
    </Sheet>
  );
}

/** Saves what is shown as a table: on H5 a download, in the mini-program a file to send on. */
export function ExportRow({ who, kind }: { who: RecordPerson; kind: RecordKind }) {
  const { run, pending, error } = useMutation('records.export');
  const [file, setFile] = useState<KeptFile>();
  const save = async () => {
    setFile(undefined);
    const made = await run({ personId: who.person.personId, kind });
    if (!made) return;
    const { fileName: name, mediaType, text } = made;
    setFile(await keepFile({ name, mediaType, content: { text } }));
  };
  const isOthers = who.access === 'grant';
  return (
    <View className="export-row">
      <ErrorNotice error={error} />
      {file?.kind === 'downloaded' && (
        <Notice id="file-saved" tone="ok" title="表格已经存到您的下载里" announce />
      )}
      {file?.kind === 'refused' && (
        <Notice id="file-refused" tone="warn" title={file.message} announce />
      )}
      <AppButton
        id="export"
        kind="secondary"
        icon="document"
        busy={pending}
        busyText="正在做表格"
        onPress={() => void save()}
      >
        {`把${kindWords[kind]}存成表格`}
      </AppButton>
      {isOthers && <View className="cover-year__note">{`${personWords(who)} 会看到您存过。`}</View>}
      <StoredSheet file={file} onClose={() => setFile(undefined)} />
    </View>
  );
}
