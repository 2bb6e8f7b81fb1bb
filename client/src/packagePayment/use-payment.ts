import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Output } from '@yibao/shared/contracts';
import { type ServiceError, toServiceError } from '@/services/errors';
import { askForMessages } from '@/services/messages';
import { leaveFor } from '@/services/leave';
import { createMutation } from '@/services/mutation';
import { replaceWith, routeTo } from '@/services/navigate';
import { pay } from '@/services/pay';
import type { Rail } from './model/ways';

type OrderWithPayment = Output<'payment.createOrder'>;

/** What a payer may want to hear about later; asked for in the tap that pays. */
const MESSAGE_TOPICS = ['payment', 'enrollment'];

export interface Payment {
  /** Makes the order and shows the wallet, unless the server's amount is not the one shown. */
  create: (enrollmentIds: string[], shownTotalFen: number, rail: Rail) => Promise<void>;
  /** Shows the wallet for an order that is still open. */
  resume: (orderId: string) => Promise<void>;
  /** Goes on with an order whose amount the person has now seen. */
  accept: () => Promise<void>;
  busy: boolean;
  error: ServiceError | undefined;
  /** An order that was made, and waits for the person to accept its amount. */
  changed: OrderWithPayment['order'] | undefined;
  /** The order that cannot be paid in this browser, only in WeChat. */
  needsWeChat: OrderWithPayment['order'] | undefined;
}

type TaxHandOver = Extract<OrderWithPayment['payment'], { kind: 'taxHandOver' }>;

/**
 * A browser goes over at once. WeChat opens another mini-program only in a tap, so that the page
 * that waits has the button. @returns whether the browser is about to leave
 */
function goToTax(orderId: string, payment: TaxHandOver): boolean {
  if (process.env.TARO_ENV === 'weapp') {
    replaceWith('tax', { orderId });
    return false;
  }
  const { cashierUrl, reference } = payment;
  leaveFor(cashierUrl, { reference }, routeTo('tax', { orderId }));
  return true;
}

/** Runs `task` when the browser brings the page back as it was left (Safari, WeChat on iOS). */
function useRestored(task: () => void): void {
  useEffect(() => {
    if (process.env.TARO_ENV !== 'h5') return undefined;
    const restored = (event: PageTransitionEvent) => {
      if (event.persisted) task();
    };
    window.addEventListener('pageshow', restored);
    return () => window.removeEventListener('pageshow', restored);
  }, [task]);
}

/**
 * The way from 「去缴费」 to the result page. Orders are made under one request id for the same
 * people, and a second press while one is under way does nothing, so there is one order.
 * @param onRefused the server said no: what the page shows is out of date
 */
export function usePayment(onRefused: () => void): Payment {
  const createOrder = useMemo(() => createMutation('payment.createOrder'), []);
  const resumeOrder = useMemo(() => createMutation('payment.resumeOrder'), []);
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ServiceError>();
  const [changed, setChanged] = useState<OrderWithPayment>();
  const [needsWeChat, setNeedsWeChat] = useState<OrderWithPayment['order']>();

  const release = useCallback(() => {
    running.current = false;
    setBusy(false);
  }, []);
  useRestored(release);

  const showWallet = useCallback(async ({ order, payment }: OrderWithPayment) => {
    const { orderId } = order;
    if (payment.kind === 'none') {
      replaceWith('result', { orderId, pay: 'ok' });
      return false;
    }
    if (payment.kind === 'taxHandOver') return goToTax(orderId, payment);
    const outcome = await pay(payment.params, routeTo('result', { orderId }));
    if (outcome === 'needsWeChat') setNeedsWeChat(order);
    if (outcome === 'asked') replaceWith('result', { orderId, pay: 'ok' });
    if (outcome === 'cancelled') replaceWith('result', { orderId, pay: 'cancel' });
    return outcome === 'left';
  }, []);

  /** One press at a time; stays busy when the browser is about to leave. */
  const guard = useCallback(
    async (step: () => Promise<boolean>) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      setError(undefined);
      try {
        if (!(await step())) release();
      } catch (thrown) {
        const failure = toServiceError(thrown);
        setError(failure);
        release();
        if (!failure.retryable) onRefused();
      }
    },
    [onRefused, release],
  );

  const create = useCallback(
    (enrollmentIds: string[], shownTotalFen: number, rail: Rail) =>
      guard(async () => {
        await askForMessages(MESSAGE_TOPICS);
        const made = await createOrder({ enrollmentIds, rail });
        if (made.order.totalFen === shownTotalFen) return showWallet(made);
        setChanged(made);
        return false;
      }),
    [createOrder, guard, showWallet],
  );
  const resume = useCallback(
    (orderId: string) => guard(async () => showWallet(await resumeOrder({ orderId }))),
    [guard, resumeOrder, showWallet],
  );
  const accept = useCallback(
    () => guard(() => (changed ? showWallet(changed) : Promise.resolve(false))),
    [changed, guard, showWallet],
  );
  return { create, resume, accept, busy, error, changed: changed?.order, needsWeChat };
}
