import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { bundleScript, startChild, temporaryFolder } from '../../../tests/support/child';
import { rawRows } from './database';
import { FolderInUseError } from './folder-lock';
import { openPglite } from './pglite';

/** Says what it found, then writes number after number, each said once it is acknowledged. */
const writer = `
  import { sql } from 'drizzle-orm';
  import { rawRows } from './database';
  import { openPglite } from './pglite';

  async function main() {
    const { db, runScript } = await openPglite({ folder: process.argv[2] });
    await runScript('create table if not exists written (n integer primary key, text text not null)');
    const rows = await rawRows<{ n: number }>(db, sql\`select n from written order by n\`);
    process.stdout.write('found ' + JSON.stringify(rows.map((row) => row.n)) + '\\n');
    for (let n = (rows.at(-1)?.n ?? 0) + 1; ; n++) {
      await db.transaction(async (tx) => {
        await tx.execute(sql\`insert into written values (\${n}, \${'x'.repeat(2000)})\`);
      });
      process.stdout.write('wrote ' + n + '\\n');
    }
  }
  void main();`;

test('kill -9 at any moment loses no acknowledged write', async () => {
  const home = temporaryFolder();
  const folder = join(home.path, 'postgres');
  const file = await bundleScript({ script: writer, resolveDir: __dirname, folder: home.path });
  let acknowledged = 0;
  for (let kill = 0; kill < 5; kill++) {
    const child = startChild(file, [folder]);
    const found = await child.line((line) => line.startsWith('found '));
    const numbers = JSON.parse(found.slice('found '.length)) as number[];
    expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
    expect(numbers).toEqual(numbers.map((_n, i) => i + 1));
    const wanted = numbers.length + 5 + kill * 13;
    await child.line((line) => line === `wrote ${wanted}`);
    child.kill('SIGKILL');
    expect(await child.ended).toBeNull();
    acknowledged = Number(child.lines.at(-1)!.split(' ')[1]);
    expect(acknowledged).toBeGreaterThanOrEqual(wanted);
  }
  const handle = await openPglite({ folder });
  const [row] = await rawRows<{ count: number }>(
    handle.db,
    sql`select count(*)::int as count from written`,
  );
  expect(row!.count).toBeGreaterThanOrEqual(acknowledged);
  await handle.close();
  home.remove();
}, 120_000);

test('a folder that is open says so, and a closed one opens with what was written', async () => {
  const home = temporaryFolder();
  const folder = join(home.path, 'postgres');
  const first = await openPglite({ folder });
  await first.runScript('create table kept (n integer); insert into kept values (7)');
  await expect(openPglite({ folder })).rejects.toThrow(FolderInUseError);
  await first.close();
  const second = await openPglite({ folder });
  expect(await rawRows(second.db, sql`select n from kept`)).toEqual([{ n: 7 }]);
  await second.close();
  home.remove();
}, 60_000);
