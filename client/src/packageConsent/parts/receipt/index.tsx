import { useState } from 'react';
import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { ChoiceList } from '@/components/choice-list';
import { ErrorNotice } from '@/components/error-state';
import { FileNews, FileReady } from '@/components/file-ready';
import { Sheet } from '@/components/sheet';
import { type KeptFile, keepFile } from '@/services/files';
import { useMutation } from '@/services/mutation';

const forms = [
  { value: 'pdf', label: 'PDF 收据', note: '适合看、打印、发给别人，有医保局的签名' },
  { value: 'json', label: '数据文件', note: '给电脑软件读的，按国际标准的格式' },
] as const;
type Form = (typeof forms)[number]['value'];

/** The receipt of a consent as a file: what was granted, when, to whom, signed. */
export function Receipt({ consentId }: { consentId: string }) {
  const receipt = useMutation('consent.receipt');
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState<Form>('pdf');
  const [file, setFile] = useState<KeptFile>();
  const close = () => setOpen(false);
  const save = async () => {
    setFile(undefined);
    const made = await receipt.run({ consentId, form });
    if (!made) return;
    const { fileName: name, mediaType, content } = made;
    const kept = await keepFile({
      name,
      mediaType,
      content: form === 'pdf' ? { base64: content } : { text: content },
    });
    setFile(kept);
    close();
  };
  return (
    <>
      <FileNews file={file} />
      <AppButton
        id="receipt"
        kind="secondary"
        icon="document"
        onPress={() => {
          receipt.clearError();
          setOpen(true);
        }}
      >
        保存授权收据
      </AppButton>
      <Sheet id="receipt-sheet" open={open} title="保存授权收据" onClose={close}>
        <ChoiceList id="form" label="存成哪一种" choices={forms} value={form} onChange={setForm} />
        <ErrorNotice error={receipt.error} />
        <View className="sheet__buttons">
          <AppButton
            id="receipt-confirm"
            busy={receipt.pending}
            busyText="正在做文件"
            onPress={() => void save()}
          >
            保存
          </AppButton>
          <AppButton id="receipt-cancel" kind="text" onPress={close}>
            不存了，返回
          </AppButton>
        </View>
      </Sheet>
      <FileReady file={file} onClose={() => setFile(undefined)} />
    </>
  );
}
