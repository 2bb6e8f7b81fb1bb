import {
  base64Of,
  type choosePhoto as ChoosePhoto,
  fileTypeOf,
  fitWithin,
  photoRefusal,
  smallEnough,
} from './photo';

const taro = {
  chooseMedia: jest.fn(),
  compressImage: jest.fn(),
  getImageInfo: jest.fn(),
  readFile: jest.fn(),
};
jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: {
    chooseMedia: (options: unknown): unknown => taro.chooseMedia(options),
    compressImage: (options: unknown): unknown => taro.compressImage(options),
    getImageInfo: (options: unknown): unknown => taro.getImageInfo(options),
    getFileSystemManager: () => ({ readFile: taro.readFile }),
  },
}));

const MEGABYTE = 1024 * 1024;
const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const jpeg = bytes('\xff\xd8\xff\xe0\x00\x10JFIF');

test.each([
  ['jpeg', jpeg],
  ['png', bytes('\x89PNG\r\n\x1a\n\x00\x00')],
  ['heic', bytes('\x00\x00\x00\x18ftypheic\x00\x00')],
  ['heic', bytes('\x00\x00\x00\x0aftypmif1')],
  ['pdf', bytes('%PDF-1.7')],
  ['svg', bytes('<svg xmlns="http://www.w3.org/2000/svg">')],
  ['svg', bytes('\xef\xbb\xbf<?xml version="1.0"?>')],
  ['other', bytes('GIF89a')],
  ['other', new Uint8Array()],
] as const)('%s is known by its first bytes', (type, head) => {
  expect(fileTypeOf(head)).toBe(type);
});

test.each([
  ['a photograph', 3 * MEGABYTE, jpeg, undefined],
  ['just 30 MB', 30 * MEGABYTE, jpeg, undefined],
  ['more than 30 MB', 30 * MEGABYTE + 1, jpeg, '太大'],
  ['31 MB of anything', 31 * MEGABYTE, bytes('%PDF'), '太大'],
  ['HEIC', 100, bytes('\x00\x00\x00\x18ftypheic'), 'HEIC'],
  ['a PDF', 100, bytes('%PDF-1.7'), 'PDF'],
  ['an SVG with script', 100, bytes('<svg><script>'), '这不是照片'],
])('%s', (_what, size, head, said) => {
  const refusal = photoRefusal(size, head);
  if (said === undefined) expect(refusal).toBeUndefined();
  else expect(refusal).toContain(said);
});

test.each([
  [4000, 3000, 1600, 1200],
  [3000, 4000, 1200, 1600],
  [800, 600, 800, 600],
  [20_000, 3, 1600, 1],
  [0, 0, 1, 1],
])('%d × %d is drawn %d × %d', (width, height, toWidth, toHeight) => {
  expect(fitWithin(width, height)).toEqual({ width: toWidth, height: toHeight });
});

test('the content of a data URL', () => {
  expect(base64Of('data:image/jpeg;base64,/9j/4AAQ')).toBe('/9j/4AAQ');
  expect(base64Of('data:,')).toBe('');
});

test('the first quality that is small enough is taken', async () => {
  const qualities: number[] = [];
  const content = await smallEnough((quality) => {
    qualities.push(quality);
    return Promise.resolve('x'.repeat(qualities.length === 1 ? 2_800_001 : 2_800_000));
  });
  expect(content).toHaveLength(2_800_000);
  expect(qualities).toHaveLength(2);
});

test('what stays too big or is empty is not sent', async () => {
  await expect(smallEnough(() => Promise.resolve('x'.repeat(2_800_001)))).resolves.toBeUndefined();
  await expect(smallEnough(() => Promise.resolve(''))).resolves.toBeUndefined();
});

describe('in the mini-program', () => {
  let choosePhoto: typeof ChoosePhoto;
  const chosen = (size: number) => ({ tempFiles: [{ tempFilePath: 'wxfile://a', size }] });
  const fileBegins = (head: Uint8Array) =>
    taro.readFile.mockImplementation(
      (options: { encoding?: string; success: (read: { data: unknown }) => void }) =>
        options.success({ data: options.encoding ? 'CONTENT' : head.buffer }),
    );

  beforeEach(() => {
    process.env.TARO_ENV = 'weapp';
    for (const mock of Object.values(taro)) mock.mockReset();
    jest.isolateModules(() => {
      ({ choosePhoto } = jest.requireActual<{ choosePhoto: typeof ChoosePhoto }>('./photo'));
    });
    taro.getImageInfo.mockResolvedValue({ width: 4000, height: 3000 });
    taro.compressImage.mockResolvedValue({ tempFilePath: 'wxfile://small' });
  });

  test('a photograph is made smaller and read', async () => {
    taro.chooseMedia.mockResolvedValue(chosen(3 * MEGABYTE));
    fileBegins(jpeg);
    await expect(choosePhoto()).resolves.toEqual({
      kind: 'chosen',
      contentBase64: 'CONTENT',
      previewSrc: 'wxfile://a',
    });
    expect(taro.compressImage).toHaveBeenCalledWith(
      expect.objectContaining({ compressedWidth: 1600, compressedHeight: 1200 }),
    );
  });

  test('a photograph of 25 MB is made smaller, too', async () => {
    taro.chooseMedia.mockResolvedValue(chosen(25 * MEGABYTE));
    fileBegins(jpeg);
    await expect(choosePhoto()).resolves.toMatchObject({ kind: 'chosen' });
  });

  test('one of 25 MB that cannot be made smaller is refused and not read whole', async () => {
    taro.chooseMedia.mockResolvedValue(chosen(25 * MEGABYTE));
    taro.compressImage.mockRejectedValue(new Error('compressImage:fail'));
    fileBegins(jpeg);
    await expect(choosePhoto()).resolves.toEqual({
      kind: 'refused',
      message: '这张照片太大，请在手机里缩小或截图后再选',
    });
    expect(taro.readFile).toHaveBeenCalledTimes(1);
  });

  test('a phone that cannot compress sends the file itself', async () => {
    taro.chooseMedia.mockResolvedValue(chosen(100));
    taro.compressImage.mockRejectedValue(new Error('compressImage:fail'));
    fileBegins(jpeg);
    await expect(choosePhoto()).resolves.toMatchObject({ kind: 'chosen' });
  });

  test.each([
    ['a document', 100, bytes('%PDF-1.7')],
    ['31 MB', 31 * MEGABYTE, jpeg],
  ])('%s is refused before it is read', async (_what, size, head) => {
    taro.chooseMedia.mockResolvedValue(chosen(size));
    fileBegins(head);
    await expect(choosePhoto()).resolves.toMatchObject({ kind: 'refused' });
    expect(taro.compressImage).not.toHaveBeenCalled();
  });

  test('closing the album is no failure', async () => {
    taro.chooseMedia.mockRejectedValue({ errMsg: 'chooseMedia:fail cancel' });
    await expect(choosePhoto()).resolves.toEqual({ kind: 'cancelled' });
  });

  test('a camera that is not allowed is said', async () => {
    taro.chooseMedia.mockRejectedValue({ errMsg: 'chooseMedia:fail auth deny' });
    await expect(choosePhoto()).resolves.toMatchObject({ kind: 'refused' });
  });

  test('a WeChat too old for it is said', async () => {
    taro.chooseMedia.mockImplementation(() => {
      throw new TypeError('not a function');
    });
    await expect(choosePhoto()).resolves.toMatchObject({ kind: 'refused' });
  });

  test('a file that cannot be read is said', async () => {
    taro.chooseMedia.mockResolvedValue(chosen(100));
    taro.readFile.mockImplementation((options: { fail: (read: { errMsg: string }) => void }) =>
      options.fail({ errMsg: 'readFile:fail' }),
    );
    await expect(choosePhoto()).resolves.toMatchObject({ kind: 'refused' });
  });
});
