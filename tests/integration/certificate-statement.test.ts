import { engines } from '../support/database';
import { addRelative } from '../support/journey';
import { pdfPages } from '../support/pdf-text';
import { withRecords } from '../support/records';
import { type Phone, startTestSystem, type TestSystem } from '../support/system';

jest.setTimeout(60_000);

const coverageYear = 2025;

describe.each(engines())('records on paper, on $name', (engine) => {
  let system: TestSystem;
  let daughter: Phone;
  let mother: Phone;
  let daughterId: string;
  let motherId: string;
  beforeAll(async () => {
    system = await startTestSystem(engine);
    daughter = system.phone('jiang-xiaomei');
    mother = system.phone('liu-xiuying');
    daughterId = await withRecords(system, daughter);
    motherId = await withRecords(system, mother);
    await addRelative(daughter, 'mother');
  });
  afterAll(() => system.close());

  const save = async (personId: string, kind: 'covers' | 'payments' | 'settlements') => {
    const saved = await daughter.call('certificate.statement', { personId, kind });
    const pages = await pdfPages(Buffer.from(saved.contentBase64, 'base64'));
    return { ...saved, pages, text: pages.join('') };
  };

  test.each(['covers', 'payments', 'settlements'] as const)(
    'one’s own %s: every line of the table, the name in clear, pages counted',
    async (kind) => {
      const { fileName, mediaType, rowCount, pages, text } = await save(daughterId, kind);
      expect(fileName).toMatch(/-全部年度-\d{4}-\d{2}-\d{2}\.pdf$/);
      expect(mediaType).toBe('application/pdf');
      expect(text).toContain('江晓梅');
      expect(text).not.toContain(daughter.user.resident.certNo);
      expect(text).toContain('不作证明');
      expect(pages[0]).toContain(`第1页/共${pages.length}页`);
      const table = await daughter.call('records.export', { personId: daughterId, kind });
      expect(rowCount).toBe(table.rowCount);
      expect(rowCount).toBeGreaterThan(4);
    },
  );

  test('amounts on paper are those of the screen, what was taken back below zero', async () => {
    const { text } = await save(daughterId, 'settlements');
    const { settlements } = await daughter.call('records.settlements', {
      personId: daughterId,
      pageSize: 50,
    });
    for (const { institutionName } of settlements) {
      expect(text).toContain(institutionName.replace(/\s/g, ''));
    }
    expect(text).toContain(`一共${settlements.length}笔`);
  });

  test('one year is one year', async () => {
    const saved = await daughter.call('certificate.statement', {
      personId: daughterId,
      kind: 'covers',
      coverageYear,
    });
    expect(saved.rowCount).toBe(1);
    expect(saved.fileName).toContain(`-${coverageYear}年-`);
  });

  test('somebody else’s: shut without a grant; with one masked, marked, and shown as a look', async () => {
    const asked = { personId: motherId, kind: 'settlements' } as const;
    expect(await daughter.refused('certificate.statement', asked)).toBe('not_found');
    const { grantId } = await mother.call('records.give', {
      personId: daughterId,
      kinds: ['settlements'],
    });
    const { text } = await save(motherId, 'settlements');
    expect(text).toContain('柳*英');
    expect(text).not.toContain('柳秀英');
    expect(text).toContain('江*梅');
    expect(await daughter.refused('certificate.statement', { ...asked, kind: 'covers' })).toBe(
      'not_found',
    );
    const { looks } = await mother.call('records.looks', {});
    expect(looks[0]).toMatchObject({ kind: 'settlements', isExport: true });
    await mother.call('records.endGrant', { grantId });
    expect(await daughter.refused('certificate.statement', asked)).toBe('not_found');
  });

  test('tables and papers count together: thirty a day', async () => {
    let saved = 0;
    for (; saved < 40; saved++) {
      const kind = 'covers';
      const asked = { personId: motherId, kind } as const;
      const reply =
        saved % 2 === 0
          ? await mother.reply('certificate.statement', asked)
          : await mother.reply('records.export', asked);
      if (reply.ok) continue;
      expect(reply.error.code).toBe('rate_limited');
      break;
    }
    expect(saved).toBe(30);
  });
});
