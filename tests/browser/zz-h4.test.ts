import { verifyByFace } from './phone-journey';
import { openScene, stages } from './stages';

jest.setTimeout(120_000);
test('focus', async () => {
  const [h5] = stages;
  const scene = await openScene(h5!, 'tang-xinyi', 'zz-h4');
  try {
    const { phone, thumb, user } = scene;
    const { page } = phone;
    const log: string[] = [];
    const focus = async (what: string) => {
      await new Promise((r) => setTimeout(r, 700));
      log.push(what + ': ' + (await page.evaluate(
        '(() => { const a = document.activeElement; return a.tagName + "#" + a.id + "." + a.className + " " + (a === document.body ? "" : (a.textContent||"").trim().slice(0, 30)); })()')) as string);
    };
    await h5!.logIn(page, user);
    await verifyByFace(thumb, h5!, user.resident);
    log.push('home: ' + (await page.locator('.family-strip:visible').innerText()) + ' | ' + (await page.locator('#standing:visible').innerText()));
    await thumb.tap('go-newborn');
    await thumb.tap('begin');
    await focus('certificate');
    log.push(await page.evaluate('(() => { const all = [...document.querySelectorAll("[id=newborn-certificate]")]; const h = all.map((e) => e.getClientRects().length + " " + e.outerHTML.slice(0, 80) + " H " + (e.querySelector(".heading--1") || {}).outerHTML); const e = all[0].querySelector(".heading--1"); e.focus(); return h.join("|") + " THEN " + document.activeElement.outerHTML.slice(0, 100); })()') as string);
    throw new Error(log.join('\n'));
    await thumb.tap('certificate-next');
    await focus('certificate refused');
    log.push('summary ' + String(await page.locator('#error-summary:visible').count()));
    await thumb.type('certificate-number', 'T34');
    await focus('typing');
    log.push('summary ' + String(await page.locator('#error-summary:visible').count()));
    const birth = scene.system.sandbox.host.residents.births().find(({ mother }) => mother.personNo === user.resident.personNo)!;
    await thumb.type('certificate-number', birth.certificateNumber);
    await thumb.tap('certificate-next');
    await focus('baby');
    await thumb.tap('baby-next');
    await focus('baby refused');
    log.push('summary ' + (await page.locator('#error-summary:visible').innerText()));
    await thumb.type('baby-name', birth.babyName);
    await focus('typing name');
    log.push('summary ' + (await page.locator('#error-summary:visible').innerText()));
    await thumb.tap(`sex-${birth.sex}`);
    await thumb.type('born-on', '2025-11-18');
    await thumb.type('born-at-time', '08:26');
    log.push('summary ' + String(await page.locator('#error-summary:visible').count()));
    await thumb.tap('baby-next');
    await focus('other parent');
    await page.goBack();
    await focus('back to baby');
    await page.goBack();
    await page.goBack();
    await focus('start');
    await thumb.looks('go-on');
    await thumb.tap('go-on');
    await focus('gone on with');
    await thumb.tap('other-parent-next');
    await thumb.tap('household-next');
    await thumb.tap('items-next');
    await focus('check');
    log.push(await page.locator('#newborn-check:visible').innerText());
    await page.locator('#change-baby:visible').click();
    await focus('edit baby');
    await thumb.type('baby-name', '');
    await thumb.tap('baby-next');
    await focus('edit baby wrong');
    await thumb.type('baby-name', birth.babyName);
    await thumb.tap('baby-next');
    await focus('check again');
    console.log(log.join('\n'));
    expect(scene.phone.problems).toEqual([]);
  } finally {
    await scene.close();
  }
});
