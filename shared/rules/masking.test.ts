import { maskDocumentNumber, maskMobileNumber, maskName } from './masking';

test.each([
  ['王兰', '王*'],
  ['王小兰', '王*兰'],
  ['欧阳', '欧*'],
  ['欧阳兰', '欧阳*'],
  ['欧阳娜娜', '欧阳**'],
  ['王李小兰', '王**兰'],
  ['𠮷田明', '𠮷*明'],
  ['王𠮷', '王*'],
  ['阿卜杜拉·买买提', '阿***·***'],
  ['Maria Garcia Lopez', 'M**** G***** L****'],
  ["O'Neil Mary-Ann", "O'**** M***-***"],
  ['Élise', 'É****'],
  ['王', '*'],
  ['', ''],
])('name %s is shown as %s', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});

test.each([
  ['340621199003070025', '340621********0025'],
  ['34060219900307001X', '340602********001X'],
  ['934840198501010016', '934840********0016'],
  ['USA340085010112', 'USA********0112'],
  ['H12345678', 'H*******8'],
  ['1234', '****'],
  ['', ''],
])('number %s is shown as %s', (number, masked) => {
  expect(maskDocumentNumber(number)).toBe(masked);
});

test.each([
  ['13812345678', '138****5678'],
  ['123', '***'],
])('phone %s is shown as %s', (phone, masked) => {
  expect(maskMobileNumber(phone)).toBe(masked);
});
