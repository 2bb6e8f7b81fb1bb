import { dailyFileInput, dailyFileOutput } from '@yibao/shared/protocols/daily-file';
import {
  accountInput,
  accountOutput,
  bindInput,
  bindOutput,
  deductInput,
  freezeInput,
  freezeState,
  freezeStatusInput,
  type MutualAidService,
  refundInput,
  refundState,
  refundStatusInput,
  releaseInput,
  unbindInput,
  unbindOutput,
} from '@yibao/shared/protocols/mutual-aid';
import { type wirePerson } from '@yibao/shared/protocols/data-sharing';
import type * as z from 'zod';
import { type Resident } from '../city/resident';
import { answerDailyFile, type DailyLine } from '../lib/daily-file';
import { type SandboxHost } from '../lib/host';
import { answered, type Outcome, refused } from '../lib/outcome';
import { openStatementDamages } from '../lib/statement-damage';
import { wireTime } from '../lib/time';
import { Accounts } from './accounts';
import { type Freeze, Freezes } from './freezes';
import { type Return, Returns } from './returns';

type WirePerson = z.output<typeof wirePerson>;

const wired = ({ certType, certNo, name }: Resident): WirePerson => ({ certType, certNo, name });
const wiredTime = (ms: number | null): string | null => (ms === null ? null : wireTime(ms));

/** The platform of personal accounts: its books, and what it answers. */
export class MutualAid {
  readonly accounts: Accounts;
  readonly freezes: Freezes;
  readonly returns: Returns;

  constructor(private readonly host: SandboxHost) {
    this.accounts = new Accounts(host);
    this.freezes = new Freezes(host, this.accounts);
    this.returns = new Returns(host, this.accounts, this.freezes);
  }

  serve(service: MutualAidService, body: unknown): Outcome {
    const services = {
      account: () => this.with(accountInput, body, ({ owner }) => this.account(owner)),
      bind: () => this.with(bindInput, body, (input) => this.bind(input)),
      unbind: () => this.with(unbindInput, body, (input) => this.unbind(input)),
      freeze: () => this.with(freezeInput, body, (input) => this.freeze(input)),
      deduct: () => this.with(deductInput, body, (input) => this.deduct(input)),
      release: () =>
        this.with(releaseInput, body, ({ bizNo }) => stateOf(this.freezes.release(bizNo))),
      freezeStatus: () =>
        this.with(freezeStatusInput, body, ({ bizNo }) => {
          const freeze = this.freezes.get(bizNo);
          return freeze ? stateOf(freeze) : refused('notFound');
        }),
      refund: () => this.with(refundInput, body, (input) => this.refund(input)),
      refundStatus: () =>
        this.with(refundStatusInput, body, ({ refundNo }) => {
          const found = this.returns.get(refundNo);
          return found ? returnOf(found) : refused('notFound');
        }),
      dailyFile: () => this.with(dailyFileInput, body, ({ day }) => this.dailyFile(day)),
    } satisfies Record<MutualAidService, () => Outcome>;
    return services[service]();
  }

  /** 绑定 at a counter, with the papers on the table. */
  bindAtCounter(
    owner: Resident,
    relative: Resident,
    relation: Parameters<Accounts['bind']>[0]['relation'],
  ) {
    const bizNo = `COUNTER-${owner.personNo}-${relative.personNo}-${this.host.clock.now()}`;
    return this.accounts.bind({ bizNo, owner, relative, relation });
  }

  private with<S extends z.ZodType>(
    schema: S,
    body: unknown,
    answer: (input: z.output<S>) => Outcome,
  ): Outcome {
    const parsed = schema.safeParse(body);
    return parsed.success ? answer(parsed.data) : refused('badRequest');
  }

  /** Name and document must both fit. */
  private resident({ certType, certNo, name }: WirePerson): Resident | undefined {
    const found = this.host.residents.byCertificate(certNo.trim().toUpperCase());
    return found?.certType === certType && found.name === name ? found : undefined;
  }

  private account(person: WirePerson): Outcome {
    const owner = this.resident(person);
    const balanceFen = owner ? this.accounts.balanceFen(owner) : null;
    if (!owner || balanceFen === null) return refused('notFound');
    const members = this.accounts.boundTo(owner).flatMap((each) => {
      const relative = this.host.residents.byPersonNo(each.relativeNo);
      if (!relative) return [];
      const { bindNo, relation, boundAt } = each;
      const frozenFen = this.freezes.heldFen(owner, each.relativeNo);
      return [{ bindNo, person: wired(relative), relation, boundAt: wireTime(boundAt), frozenFen }];
    });
    return answered(accountOutput, {
      balanceFen,
      frozenFen: this.freezes.heldFen(owner),
      members,
    });
  }

  private bind(input: z.output<typeof bindInput>): Outcome {
    const [owner, relative] = [this.resident(input.owner), this.resident(input.relative)];
    if (!owner || !relative) return refused('notFound');
    const { bizNo, relation } = input;
    const bound = this.accounts.bind({ bizNo, owner, relative, relation });
    return typeof bound === 'string'
      ? answered(bindOutput, { status: 'refused', bindNo: '', reason: bound })
      : answered(bindOutput, { status: 'bound', bindNo: bound.bindNo, reason: '' });
  }

  private unbind(input: z.output<typeof unbindInput>): Outcome {
    const owner = this.resident(input.owner);
    const binding = this.accounts.byBindNo(input.bindNo);
    if (!owner || binding?.ownerNo !== owner.personNo) return refused('notFound');
    const isFrozen = this.freezes.heldFen(owner, binding.relativeNo) > 0;
    if (binding.unboundAt === null && isFrozen) {
      return answered(unbindOutput, { status: 'refused', reason: 'frozen' });
    }
    this.accounts.unbind(binding);
    return answered(unbindOutput, { status: 'unbound', reason: '' });
  }

  private freeze({ bizNo, owner, lines, totalFen }: z.output<typeof freezeInput>): Outcome {
    const sum = lines.reduce((total, { amountFen }) => total + amountFen, 0);
    if (sum !== totalFen) return refused('badRequest');
    const known = lines.map(({ person, year, amountFen }) => ({
      personNo: this.resident(person)?.personNo ?? '',
      year,
      amountFen,
    }));
    return stateOf(this.freezes.freeze(bizNo, this.resident(owner), known));
  }

  /** 日账: everything deducted and returned on the day. */
  private dailyFile(day: string): Outcome {
    const { clock, keys } = this.host;
    const lines = this.freezes.list().flatMap((freeze): DailyLine[] => {
      const { bizNo: reference, deductNo: number, deductedAt: at, totalFen: amountFen } = freeze;
      if (freeze.status !== 'deducted' || at === null) return [];
      return [{ reference, number, kind: '缴费', amountFen, at, state: '成功' }];
    });
    for (const { refundNo, returnNo: number, amountFen, returnedAt: at } of this.returns.list()) {
      lines.push({ reference: refundNo, number, kind: '退费', amountFen, at, state: '成功' });
    }
    const damage = openStatementDamages(this.host).of('mutualAid');
    const how = { appId: keys.mutualAid.appId, now: clock.now(), damage };
    return answered(dailyFileOutput, answerDailyFile(lines, day, how));
  }

  private deduct({ bizNo, when }: z.output<typeof deductInput>): Outcome {
    const freeze = this.freezes.get(bizNo);
    return freeze ? stateOf(this.freezes.deduct(freeze, when)) : refused('notFound');
  }

  private refund(input: z.output<typeof refundInput>): Outcome {
    if (!this.freezes.get(input.bizNo)) return refused('notFound');
    const given = this.returns.give(input);
    if (given === null) return refused('badRequest');
    if (typeof given !== 'string') return returnOf(given);
    const nothing = { returnNo: '', returnedAt: null };
    return answered(refundState, { ...input, status: 'refused', reason: given, ...nothing });
  }
}

function stateOf(freeze: Freeze): Outcome {
  const { bizNo, freezeNo, status, reason, totalFen, deductOn, deductNo } = freeze;
  return answered(freezeState, {
    bizNo,
    freezeNo,
    status,
    reason,
    totalFen,
    frozenAt: wiredTime(freeze.frozenAt),
    deductOn,
    deductNo,
    deductedAt: wiredTime(freeze.deductedAt),
  });
}

const returnOf = ({ returnedAt, ...rest }: Return): Outcome =>
  answered(refundState, {
    ...rest,
    status: 'returned',
    reason: '',
    returnedAt: wireTime(returnedAt),
  });
