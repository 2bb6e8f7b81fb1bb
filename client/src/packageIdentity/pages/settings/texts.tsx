import { View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { useAppInfo } from '@/services/app-info';

const promises = [
  '姓名、证件号码和手机号加密保存，页面上默认只显示一部分。',
  '刷脸由微信完成，我们不保存您的人脸照片，只记下通过没有通过。',
  '您替家人缴费，看不到家人的看病记录；家人也看不到您的。',
  '每一次办理都有记录，不能改、不能删，有疑问可以查。',
  '不放广告，不把您的信息给商家。',
];

function Paragraphs({ texts }: { texts: readonly string[] }) {
  return (
    <>
      {texts.map((text) => (
        <View key={text} className="settings-text">
          {text}
        </View>
      ))}
    </>
  );
}

/** What happens to a person's data, in plain words. */
export function Privacy({ onClose }: { onClose: () => void }) {
  return (
    <>
      <Paragraphs texts={promises} />
      <AppButton id="close-privacy" kind="secondary" onPress={onClose}>
        知道了
      </AppButton>
    </>
  );
}

/** What this is and for whom. */
export function About({ onClose }: { onClose: () => void }) {
  const info = useAppInfo();
  const region = info?.regionName ?? '';
  const texts = [
    `给${region}城乡居民办理基本医疗保险：在家参保、一次给全家缴费，付完几秒钟就能看到从哪天起可以报销。`,
    '每个结果都写明依据哪份文件；还没有公布的标准，会写「标准待公布」。',
    ...(info?.sandbox ? ['这里是演示环境：人和钱都是虚构的，不会真的扣款。'] : []),
  ];
  return (
    <>
      <Paragraphs texts={texts} />
      <AppButton id="close-about" kind="secondary" onPress={onClose}>
        知道了
      </AppButton>
    </>
  );
}
