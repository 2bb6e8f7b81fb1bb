import { useState } from 'react';
import { Image, Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { FieldFrame } from '@/components/field';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { aria } from '@/services/aria';
import { useMutation } from '@/services/mutation';
import { choosePhoto } from '@/services/photo';
import { useQuery } from '@/services/query';
import './index.scss';

/** Pictures of this session by the id the server gave them: they need not be fetched again. */
const previews = new Map<string, string>();

/** What a screen reader says for a picture: the inner element of Taro's H5 image needs it. */
function spoken(words: string): object {
  return process.env.TARO_ENV === 'h5'
    ? { nativeProps: { alt: words } }
    : aria({ role: 'img', label: words });
}

/** One photograph that is kept already, with the way to take it back. */
function KeptPhoto({
  id,
  photoId,
  onRemove,
}: {
  id: string;
  photoId: string;
  onRemove: () => void;
}) {
  const preview = previews.get(photoId);
  const { data, error } = useQuery('newborn.photo', preview === undefined ? { photoId } : null);
  const src = preview ?? (data ? `data:${data.mediaType};base64,${data.contentBase64}` : '');
  return (
    <View className="photo">
      {src ? (
        <Image className="photo__picture" src={src} mode="aspectFill" {...spoken('您拍的照片')} />
      ) : (
        <View className="photo__picture photo__picture--none">
          <Icon name="document" />
        </View>
      )}
      <View className="photo__words">
        <View>照片已经存好</View>
        {error && <View className="photo__note">暂时看不到图，不影响办理</View>}
      </View>
      <Pressable
        id={`${id}-remove`}
        className="photo__remove"
        label="删掉这张照片"
        onPress={onRemove}
      >
        <Text>删掉</Text>
      </Pressable>
    </View>
  );
}

/** Lets one take or choose a photograph and hands it to the server. */
function usePhotoUpload(onAdded: (photoId: string) => void) {
  const upload = useMutation('newborn.uploadPhoto');
  const [refusal, setRefusal] = useState<string>();
  const add = async () => {
    setRefusal(undefined);
    upload.clearError();
    const choice = await choosePhoto();
    if (choice.kind === 'refused') setRefusal(choice.message);
    if (choice.kind !== 'chosen') return;
    const kept = await upload.run({ contentBase64: choice.contentBase64 });
    if (!kept) return;
    previews.set(kept.photoId, choice.previewSrc);
    onAdded(kept.photoId);
  };
  return { add, pending: upload.pending, problem: refusal ?? upload.error?.message };
}

interface PhotosProps {
  id: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  photoIds: readonly string[];
  onChange: (photoIds: string[]) => void;
  /** At most so many. */
  max: number;
}

/** Photographs as evidence. Buttons have the ids `<id>-add` and `<id>-<number>-remove`. */
export function Photos({ id, label, hint, error, photoIds, onChange, max }: PhotosProps) {
  const removal = useMutation('newborn.removePhoto');
  const { add, pending, problem } = usePhotoUpload((photoId) =>
    onChange([...photoIds.filter((known) => known !== photoId), photoId]),
  );
  const remove = (photoId: string) => {
    previews.delete(photoId);
    onChange(photoIds.filter((known) => known !== photoId));
    // out of the form at once; what cannot be deleted now the server deletes when its days are over
    void removal.run({ photoId });
  };
  return (
    <FieldFrame id={id} label={label} hint={hint} error={problem ?? error}>
      {photoIds.map((photoId, index) => (
        <KeptPhoto
          key={photoId}
          id={`${id}-${index + 1}`}
          photoId={photoId}
          onRemove={() => remove(photoId)}
        />
      ))}
      {photoIds.length < max && (
        <View className="photos__add">
          <AppButton
            id={`${id}-add`}
            kind="secondary"
            icon="plus"
            busy={pending}
            busyText="正在上传，请稍候"
            onPress={() => void add()}
          >
            {photoIds.length === 0 ? '拍照或选照片' : '再加一张'}
          </AppButton>
        </View>
      )}
    </FieldFrame>
  );
}
