import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { ErrorNotice } from '@/components/error-state';
import { FileNews, FileReady } from '@/components/file-ready';
import { Sheet } from '@/components/sheet';
import { type KeptFile, keepFile } from '@/services/files';
import { useMutation } from '@/services/mutation';
import {
  kindWords,
  recordPersonWords,
  type RecordKind,
  type RecordPerson,
} from '../../model/records';

const formats = [
  { value: 'pdf', label: 'PDF 文件', note: '适合看、打印，发给家人' },
  { value: 'csv', label: '表格', note: '适合在电脑上用 Excel 或 WPS 打开' },
] as const;
type Format = (typeof formats)[number]['value'];

/** Makes the file on the server and keeps it on this phone. */
function useExport(who: RecordPerson, kind: RecordKind) {
  const table = useMutation('records.export');
  const paper = useMutation('certificate.statement');
  const [file, setFile] = useState<KeptFile>();
  const input = { personId: who.person.personId, kind };
  const make = async (format: Format) => {
    if (format === 'csv') {
      const made = await table.run(input);
      return made && { ...made, content: { text: made.text } };
    }
    const made = await paper.run(input);
    return made && { ...made, content: { base64: made.contentBase64 } };
  };
  /** @returns whether there is a file, kept or not */
  const save = async (format: Format): Promise<boolean> => {
    setFile(undefined);
    const made = await make(format);
    if (!made) return false;
    const { fileName: name, mediaType, content } = made;
    setFile(await keepFile({ name, mediaType, content }));
    return true;
  };
  return {
    save,
    file,
    forget: () => setFile(undefined),
    pending: table.pending || paper.pending,
    error: table.error ?? paper.error,
    clearErrors: () => {
      table.clearError();
      paper.clearError();
    },
  };
}

/** Saves what is shown as a file: on H5 a download, in the mini-program a file to open or send. */
export function ExportRow({ who, kind }: { who: RecordPerson; kind: RecordKind }) {
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<Format>('pdf');
  const { save, file, forget, pending, error, clearErrors } = useExport(who, kind);
  const ask = () => {
    clearErrors();
    setOpen(true);
  };
  const go = async () => {
    clearErrors();
    if (await save(format)) setOpen(false);
  };
  return (
    <View className="export-row">
      <FileNews file={file} />
      <AppButton id="export" kind="secondary" icon="document" onPress={ask}>
        {`保存${kindWords[kind]}`}
      </AppButton>
      {who.access === 'grant' && (
        <View className="cover-year__note">{`${recordPersonWords(who)} 会看到您存过。`}</View>
      )}
      <Sheet
        id="export-sheet"
        open={open}
        title={`保存${kindWords[kind]}`}
        onClose={() => setOpen(false)}
      >
        <ChoiceList
          id="format"
          label="存成哪一种"
          choices={formats}
          value={format}
          onChange={setFormat}
        />
        <ErrorNotice error={error} />
        <View className="sheet__buttons">
          <AppButton
            id="export-confirm"
            busy={pending}
            busyText="正在做文件"
            onPress={() => void go()}
          >
            保存
          </AppButton>
          <AppButton id="export-cancel" kind="text" onPress={() => setOpen(false)}>
            不存了，返回
          </AppButton>
        </View>
      </Sheet>
      <FileReady file={file} onClose={forget} />
    </View>
  );
}
