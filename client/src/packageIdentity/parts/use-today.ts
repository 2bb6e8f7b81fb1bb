import { shanghaiDate } from '@yibao/shared/rules/dates';
import { useAppInfo } from '@/services/app-info';

/** Today's date where the service is, by its own clock; undefined until that is known. */
export function useToday(): string | undefined {
  const info = useAppInfo();
  return info && shanghaiDate(info.now);
}
