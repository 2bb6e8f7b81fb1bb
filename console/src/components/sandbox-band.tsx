import { formatChineseDateTime } from '@yibao/shared/rules/dates';
import { useAsk } from '../services/query';

/** Where everything outside is simulated: says so, and the day it is there. */
export function SandboxBand() {
  const { data } = useAsk('identity.appInfo', {});
  if (!data?.sandbox) return null;
  return (
    <div className="sandbox-band">
      演示环境，人和机构都是虚构的；现在是 {formatChineseDateTime(data.now)}。{' '}
      <a href={data.sandbox.controlUrl} target="_blank" rel="noreferrer">
        打开演示控制台
      </a>
    </div>
  );
}
