import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { AppButton } from '@/components/app-button';
import { Badge } from '@/components/badge';
import { Card } from '@/components/card';
import { Pressable } from '@/components/pressable';
import { useAppInfo } from '@/services/app-info';
import { momentWords, relativeMomentWords, unbroken } from '@/services/format';
import { goTo } from '@/services/navigate';
import { actWords, fieldsWords, isLong, type Look, lookFace } from '../../model/looks';
import { periodWords } from '../../model/period';

/** What was asked for: a few things, all of them on a tap. */
function Fields({ look }: { look: Look }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <View className="look__fields">
        {`${look.allowed ? '看的内容' : '想看的内容'}：${fieldsWords(look, !all)}`}
      </View>
      {isLong(look) && (
        <Pressable
          id={`fields-${look.lookId}`}
          className="look__more"
          state={{ expanded: all }}
          onPress={() => setAll(!all)}
        >
          <Text>{all ? '收起' : '看全部内容'}</Text>
        </Pressable>
      )}
    </>
  );
}

/** One look: who, when, what, for which case; or why it was refused. A complaint is a tap away. */
export function LookCard({ look }: { look: Look }) {
  const now = useAppInfo()?.now;
  const { lookId, consentId, at, reasonText, caseNo, clerkName, organisationName } = look;
  const { tone, word } = lookFace(look);
  return (
    <Card id={`look-${lookId}`}>
      <View className="look__top">
        <Badge tone={tone} word={word} />
        <Text className="look__when">
          {now === undefined ? momentWords(at) : relativeMomentWords(at, now)}
        </Text>
      </View>
      <View className="look__who">{organisationName}</View>
      <View className="look__clerk">{`工作人员 ${clerkName}`}</View>
      <View className="look__what">{actWords(look)}</View>
      {reasonText !== null && <View className="look__reason">{`原因：${reasonText}`}</View>}
      <Fields look={look} />
      <View className="look__fields">{unbroken(`哪段时间的：${periodWords(look)}`)}</View>
      <View className="look__fields">{`谁的信息：${look.person.nameMasked}`}</View>
      {caseNo !== null && <View className="look__fields">{`案件编号：${caseNo}`}</View>}
      <View className="look__fields">{`查询编号：${lookId.slice(0, 8)}`}</View>
      <AppButton
        id={`complain-${lookId}`}
        kind="text"
        label={`觉得不对？投诉${organisationName}的这次查看`}
        onPress={() => goTo('consentComplain', { consentId, lookId })}
      >
        觉得不对？投诉
      </AppButton>
    </Card>
  );
}
