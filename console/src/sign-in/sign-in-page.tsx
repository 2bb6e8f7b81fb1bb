import { Button } from 'antd';
import { ClerkForm } from './clerk-form';
import { SignInFrame } from './frame';
import { StaffDoor } from './staff-door';

/** The two doors: organisations' clerks by password and code, the bureau's staff by WeChat. */
export function SignInPage() {
  return (
    <SignInFrame
      tab="登录"
      title="医保随身办 · 工作台"
      note="查看他人的医保信息要有本人的授权，每一次查看都会记录并告诉本人。"
    >
      <div className="doors">
        <section className="door" aria-labelledby="clerk-door">
          <h2 id="clerk-door">机构工作人员</h2>
          <p className="note">保险公司、用人单位：用登录名、密码和验证器上的 6 位数字登录。</p>
          <ClerkForm />
        </section>
        <section className="door" aria-labelledby="staff-door">
          <h2 id="staff-door">医保局工作人员</h2>
          <p className="note">用已登记为工作人员的微信登录，和平时办业务是同一个微信。</p>
          <StaffDoor />
          <p className="note">
            不是工作人员？居民业务请到{' '}
            <Button type="link" href="/" style={{ padding: 0, height: 'auto' }}>
              医保随身办首页
            </Button>
          </p>
        </section>
      </div>
    </SignInFrame>
  );
}
