import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { consentPurposeInfo } from '@yibao/shared/rules/consent-scope';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { Icon } from '@/components/icon';
import { Pressable } from '@/components/pressable';
import { useAppInfo } from '@/services/app-info';
import { goTo } from '@/services/navigate';
import { consentFace, type Line, looksWords, untilWords, wardWords } from '../../model/words';
import type { Doing } from '../../parts/manage';

const open = ({ consentId }: Line) => goTo('consent', { consentId });

/** Who, what for, until when; pressed, everything else of it. */
function Head({ line, children }: { line: Line; children?: ReactNode }) {
  const { tone, word } = consentFace(line);
  const ward = wardWords(line);
  const until = untilWords(line);
  return (
    <Pressable
      id={`consent-${line.consentId}`}
      className="consent"
      role="link"
      onPress={() => open(line)}
    >
      <View className="consent__words">
        <Badge tone={tone} word={word} />
        <View className="consent__who">{line.organisationName}</View>
        {ward !== null && <View className="consent__ward">{ward}</View>}
        <View className="consent__what">{line.purposeLabel}</View>
        {children}
        {until !== null && <View className="consent__note">{until}</View>}
      </View>
      <Icon name="chevron" className="consent__arrow" />
    </Pressable>
  );
}

/** A question that waits: what for in plain words, and the way to an answer. */
export function OpenCard({ line, isFirst }: { line: Line; isFirst: boolean }) {
  return (
    <Card>
      <Head line={line}>
        <View className="consent__note">{consentPurposeInfo[line.purpose].sentence}</View>
      </Head>
      <View className="consent__buttons">
        <AppButton
          id={`answer-${line.consentId}`}
          kind={isFirst ? 'primary' : 'secondary'}
          onPress={() => open(line)}
        >
          {line.beganByPerson ? '接着办' : '看一看，再决定'}
        </AppButton>
      </View>
    </Card>
  );
}

/** Who can look now: how often they did, and the two ways to stop it. */
export function RunningCard({ line, onManage }: { line: Line; onManage: (doing: Doing) => void }) {
  const now = useAppInfo()?.now ?? line.requestedAt;
  const { consentId, status } = line;
  return (
    <Card>
      <Head line={line}>
        <View className="consent__note">
          <Text>{looksWords(line, now)}</Text>
        </View>
      </Head>
      <View className="consent__buttons">
        {status === 'active' ? (
          <AppButton id={`pause-${consentId}`} kind="secondary" onPress={() => onManage('pause')}>
            暂停
          </AppButton>
        ) : (
          <AppButton id={`resume-${consentId}`} kind="secondary" onPress={() => onManage('resume')}>
            恢复
          </AppButton>
        )}
        <AppButton id={`revoke-${consentId}`} kind="danger" onPress={() => onManage('revoke')}>
          收回
        </AppButton>
      </View>
    </Card>
  );
}

export function EndedCard({ line }: { line: Line }) {
  const now = useAppInfo()?.now ?? line.requestedAt;
  return (
    <Card>
      <Head line={line}>
        <View className="consent__note">{line.sentence}</View>
        {line.looks > 0 && <View className="consent__note">{looksWords(line, now)}</View>}
      </Head>
    </Card>
  );
}
