import { Button, Form, Input, Steps } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { passwordDoubt } from '@yibao/shared/rules/own-password';
import { Failure } from '../components/failure';
import { neededText } from '../components/rules';
import { SecretToScan } from '../components/secret-to-scan';
import { beginAnew } from '../services/access';
import { post } from '../services/call';
import { type ServiceError, toServiceError } from '../services/errors';
import { SignInFrame } from './frame';
import { sixDigits } from './six-digits';

interface Begun {
  login: string;
  enrolmentCode: string;
  totpUri: string;
}

interface Fields {
  login: string;
  enrolmentCode: string;
  newPassword: string;
  again: string;
}

const loginOf = (typed: string): string => typed.trim().toLowerCase();

/** Runs a step and keeps what it was refused with. */
function useStep() {
  const [error, setError] = useState<ServiceError | null>(null);
  const [isPending, setPending] = useState(false);
  const run = async (step: () => Promise<void>) => {
    setPending(true);
    setError(null);
    try {
      await step();
    } catch (thrown) {
      setError(toServiceError(thrown));
      setPending(false);
    }
  };
  return { error, isPending, run };
}

/** The bureau's code, and a password that nobody else knows. */
function CodeStep({ onBegun }: { onBegun: (begun: Begun) => void }) {
  const { error, isPending, run } = useStep();
  const begin = ({ login: typed, enrolmentCode, newPassword }: Fields) =>
    run(async () => {
      const login = loginOf(typed);
      const input = { login, enrolmentCode, newPassword };
      const { totpUri } = await post<{ totpUri: string }>('/console-auth/enrol', input);
      onBegun({ login, enrolmentCode, totpUri });
    });
  return (
    <Form<Fields>
      name="enrol"
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => void begin(fields)}
    >
      <Failure error={error} />
      <Form.Item name="login" label="登录名" rules={neededText('请填写登录名')}>
        <Input autoComplete="username" maxLength={40} spellCheck={false} />
      </Form.Item>
      <Form.Item
        name="enrolmentCode"
        label="启用码（医保局给的，例如 k7mp-29xq-abcd-efgh）"
        rules={neededText('请填写启用码')}
      >
        <Input autoComplete="off" maxLength={40} spellCheck={false} />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label="自己设一个密码"
        extra="至少 12 个字符，可以是一句只有您记得的话"
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value: string | undefined) => {
              const login = loginOf(String(getFieldValue('login') ?? ''));
              const doubt = passwordDoubt(value ?? '', login);
              return doubt === null ? Promise.resolve() : Promise.reject(new Error(doubt));
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label="再输一遍密码"
        dependencies={['newPassword']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value: string | undefined) =>
              value === getFieldValue('newPassword')
                ? Promise.resolve()
                : Promise.reject(new Error('两遍密码不一样')),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={isPending}>
        下一步
      </Button>
    </Form>
  );
}

/** The secret of the second factor, and the proof that it arrived. */
function AuthenticatorStep({ login, enrolmentCode, totpUri }: Begun) {
  const [form] = Form.useForm<{ code: string }>();
  const { error, isPending, run } = useStep();
  const navigate = useNavigate();
  const confirm = ({ code }: { code: string }) =>
    run(async () => {
      try {
        await post('/console-auth/enrol-confirm', { login, enrolmentCode, code });
      } catch (thrown) {
        form.setFieldValue('code', '');
        throw thrown;
      }
      beginAnew();
      await navigate('/clerk/consents');
    });
  return (
    <Form
      form={form}
      name="confirm"
      layout="vertical"
      requiredMark={false}
      onFinish={(fields: { code: string }) => void confirm(fields)}
    >
      <SecretToScan totpUri={totpUri} />
      <p className="note">这个码只有您能看到，以后不再显示。换手机时请医保局重新发启用码。</p>
      <Failure error={error} />
      <Form.Item name="code" label="验证器上的 6 位数字" rules={sixDigits}>
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={isPending}>
        启用并登录
      </Button>
    </Form>
  );
}

/** A clerk of an organisation comes for the first time, or after a reset. */
export function FirstSignInPage() {
  const [begun, setBegun] = useState<Begun | null>(null);
  return (
    <SignInFrame
      tab="第一次登录"
      title="第一次登录"
      note="密码由您自己设，验证器在您自己的手机上；医保局也不知道。"
    >
      <section className="door first-sign-in" aria-label="启用">
        <Steps
          size="small"
          current={begun === null ? 0 : 1}
          items={[{ title: '启用码和密码' }, { title: '绑定验证器' }]}
          style={{ marginBottom: 16 }}
        />
        {begun === null ? <CodeStep onBegun={setBegun} /> : <AuthenticatorStep {...begun} />}
        <p className="note panel-gap">
          <Link to="/sign-in">已经启用过，去登录</Link>
        </p>
      </section>
    </SignInFrame>
  );
}
