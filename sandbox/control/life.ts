import { policyFor } from '@yibao/shared/policy';
import { homeArea } from '../core-platform/home-area';
import { type LifeChange } from '../core-platform/people';
import { type SandboxHost } from '../lib/host';
import { isoDate } from '../lib/time';

type LifeEvent = 'joinJob' | 'leaveJob' | 'joinElsewhere' | 'die';

const noDelay = { suspendedAt: null, syncDelayMs: null };

/** @param since first day of a new insurance */
export function lifeChange(event: LifeEvent, since: string): LifeChange {
  switch (event) {
    case 'die':
      return { deceased: true };
    case 'leaveJob':
      return { otherInsurance: null };
    case 'joinJob': {
      const here = { region: homeArea.code, regionName: homeArea.name };
      const employerName = '淮北示例制造有限公司';
      return {
        otherInsurance: { insurance: 'employee', ...here, employerName, since, ...noDelay },
      };
    }
    case 'joinElsewhere': {
      const there = { region: '340100', regionName: '合肥市', employerName: '' };
      return { otherInsurance: { insurance: 'resident', ...there, since, ...noDelay } };
    }
  }
}

/** The latest coverage year with a published standard: what a counter takes money for. */
export function payableYear(host: SandboxHost): number {
  const year = Number(isoDate(host.clock.now()).slice(0, 4));
  const isPublished = (each: number) => policyFor(homeArea.code, each)?.status === 'published';
  return [year + 1, year].find(isPublished) ?? year;
}
