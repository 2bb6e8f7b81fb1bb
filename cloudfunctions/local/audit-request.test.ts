import { type AuditReport } from '../lib/audit/verify/verify';
import { readRequest, reportText } from './audit-request';

const id = '0a000000-0000-4000-8000-00000000000f';

describe('what is asked for', () => {
  test.each([`person:${id}`, `account:${id}`, 'system:payment', 'system:console.1f'])(
    'the chain %s',
    (chain) => {
      expect(readRequest(['--json', '--chain', chain])).toEqual({ json: true, chain });
    },
  );

  test.each([
    ['no kind of chain', ['--chain', id]],
    ['no number of a person', ['--chain', `person:${'-'.repeat(36)}`]],
    ['half a lane', ['--chain', 'system:console.']],
    ['an option that there is not', ['--all']],
    ['a word too many', ['person']],
  ])('not %s', (_, args) => {
    expect(() => readRequest(args)).toThrow('npm run audit:verify');
  });
});

describe('what is said', () => {
  const report: AuditReport = {
    outcome: 'intact',
    entries: 20,
    chains: 3,
    checkpoints: 1,
    lastCheckpoint: { number: 1, at: Date.parse('2025-11-20T09:00:00+08:00') },
    broken: 0,
    findings: [],
  };

  test('that all agrees', () => {
    expect(reportText(report, 1000)).toContain('全部相符');
  });

  test('which chain is broken where, and what contradicts one', () => {
    const finding = { chain: `person:${id}`, seq: 4, checkpoint: null };
    const text = reportText(
      {
        ...report,
        outcome: 'broken',
        broken: 3,
        findings: [
          { ...finding, what: 'changed', why: 'its hash is another' },
          { ...finding, what: 'contradicted', seq: 7, why: 'consent c1, told to be revoked' },
        ],
      },
      1000,
    );
    expect(text).toContain(`person:${id} 第 4 条 被改过`);
    expect(text).toContain('第 7 条 和业务记录说的不一样（consent c1, told to be revoked）');
    expect(text).toContain('还有 1 处');
    expect(text).toContain('不相符：3 处');
  });
});
