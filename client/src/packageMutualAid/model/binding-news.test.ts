import { bindingNews, keepAnswer, keptAnswer } from './binding-news';

const mother = { nameMasked: '柳*英', relation: 'mother' } as const;

test('an address from somewhere else brings no words of its own', () => {
  const personId = '00000000-0000-4000-8000-000000000001';
  expect(keptAnswer(personId)).toBeUndefined();
  expect(bindingNews(keptAnswer(personId), undefined)).toMatchObject({
    tone: 'warn',
    word: '没有绑定',
  });
});

test('after a reload who is bound is read from the account', () => {
  expect(bindingNews(undefined, mother)).toEqual({
    tone: 'ok',
    word: '已绑定',
    sentence: '绑定好了，可以用您的个人账户给妈妈缴费',
    about: '妈妈 柳*英',
  });
});

test.each([
  ['pending', '办理中'],
  ['refused', '没有绑定'],
] as const)('%s is said in the words of the server', (outcome, word) => {
  const message = '对方系统还没有答复';
  keepAnswer('somebody', { outcome, message });
  expect(bindingNews(keptAnswer('somebody'), undefined)).toMatchObject({ word, sentence: message });
});
