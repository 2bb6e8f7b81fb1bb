import { useState } from 'react';
import { useRouter } from '@tarojs/taro';
import { View } from '@tarojs/components';
import type { Output } from '@yibao/shared/contracts';
import { AppButton } from '@/components/app-button';
import { Card } from '@/components/card';
import { Notice } from '@/components/notice';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { StatusCard } from '@/components/status-card';
import { shanghaiDate } from '@yibao/shared/rules/dates';
import { dayWords, momentWords } from '@/services/format';
import { goTo, idParam, param } from '@/services/navigate';
import { useNewest } from '@/services/newest';
import { copyText } from '@/services/papers';
import { useQuery } from '@/services/query';
import { type Certificate, kindWords, verifiedWords, yearWords } from '../../model/words';
import { FileButtons } from './file-buttons';
import { Withdraw } from './withdraw';
import './index.scss';

type PaperFile = NonNullable<Output<'certificate.get'>['file']>;

/** The code that anybody can check, and the address behind the QR code. */
function Code({ file: { code, verifyUrl } }: { file: PaperFile }) {
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => setCopied(await copyText(verifyUrl));
  return (
    <Card title="验证码">
      <View id="paper-code" className="paper-code">
        {code.split('-').map((group, n) => (
          <View key={n} className="paper-code__group">
            {group}
          </View>
        ))}
      </View>
      <View className="paper-note">
        收到这份文件的人扫文件上的二维码，或打开验证页输入这个验证码，就知道是真是假。
      </View>
      <AppButton id="copy-link" kind="secondary" onPress={() => void copy()}>
        {copied === true ? '已复制' : '复制验证链接'}
      </AppButton>
      {copied === false && (
        <View className="paper-note">复制不了，请长按上面的验证码自己抄下来。</View>
      )}
    </Card>
  );
}

function Fact({ id, label, value }: { id?: string; label: string; value: string }) {
  return (
    <View {...(id ? { id } : {})} className="paper-fact">
      <View className="paper-note">{label}</View>
      <View className="paper-fact__value">{value}</View>
    </View>
  );
}

function Facts({ paper }: { paper: Certificate }) {
  const { serial, issuedAt, fileUntil, verified } = paper;
  return (
    <Card>
      <Fact label="证明编号（打电话问的时候报这个号）" value={serial} />
      <Fact label="开具时间" value={momentWords(issuedAt)} />
      {fileUntil !== null && (
        <Fact label="文件保存到" value={`${dayWords(shanghaiDate(fileUntil))}，以后可以重新开`} />
      )}
      <Fact id="paper-verified" label="被验证的情况" value={verifiedWords(verified)} />
    </Card>
  );
}

/** Why there is nothing to open. */
function NoFile({ paper: { issuedTo, mayHaveFile } }: { paper: Certificate }) {
  if (issuedTo === 'family') {
    return (
      <Notice tone="info" title="这是家人开的">
        您看不到文件，但可以撤回它。需要的话可以自己开一份。
      </Notice>
    );
  }
  return mayHaveFile ? (
    <Notice tone="info" title="文件已过保存期">
      验证码仍然有效；文件请重新开一份。
    </Notice>
  ) : (
    <Notice id="no-right" tone="info" title="您不能再看这份文件">
      您现在不能替对方开这样的证明，所以文件不再给您。验证码别人还能查，您也可以撤回它。
    </Notice>
  );
}

interface DetailsProps {
  paper: Certificate;
  file: PaperFile | null;
  isFresh: boolean;
  onWithdrawn: (paper: Certificate) => void;
}

function Details({ paper, file, isFresh, onWithdrawn }: DetailsProps) {
  const { kind, person, coverageYear, status, sentence, isAboutMe, issuedTo } = paper;
  const isLive = status === 'issued';
  const name = issuedTo === 'family' && isAboutMe ? '您' : person.name;
  return (
    <>
      <StatusCard
        id="paper-status"
        tone={isLive ? 'ok' : 'wait'}
        word={isLive ? (isFresh ? '已开好' : '有效') : '已撤回'}
        about={`${name} · ${yearWords(coverageYear)}`}
        sentence={isLive ? `${kindWords[kind].label}，${sentence}` : sentence}
        isPageTitle
      />
      {isLive && !file && <NoFile paper={paper} />}
      {isLive && file && <FileButtons certificateId={paper.certificateId} file={file} />}
      {isLive && file && <Code file={file} />}
      <Facts paper={paper} />
      {isLive ? (
        <Withdraw paper={paper} onDone={onWithdrawn} />
      ) : (
        <AppButton id="issue-again" onPress={() => goTo('certificateIssue', { kind })}>
          重新开一份
        </AppButton>
      )}
      <AppButton id="all-papers" kind="text" onPress={() => goTo('certificates')}>
        看开过的所有证明
      </AppButton>
    </>
  );
}

/** One paper: whether it stands, its file, its code, who looked, and the way to take it back. */
export default function Paper() {
  const { params } = useRouter();
  const certificateId = idParam(params, 'certificateId');
  const query = useQuery('certificate.get', { certificateId });
  const [paper, take] = useNewest(query.data?.certificate);
  return (
    <Page id="paper">
      <QueryView query={query} shape="status">
        {({ certificate, file }) => (
          <Details
            paper={paper ?? certificate}
            file={file}
            isFresh={param(params, 'fresh') !== ''}
            onWithdrawn={take}
          />
        )}
      </QueryView>
    </Page>
  );
}
