import { View } from '@tarojs/components';
import { Card } from '@/components/card';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { QueryView } from '@/components/query-view';
import { Row } from '@/components/row';
import { useAppInfo } from '@/services/app-info';
import { momentWords, relativeMomentWords } from '@/services/format';
import { useQuery } from '@/services/query';
import { kindWords, type Look, partyWords } from '../../model/records';

function OneLook({ look, now }: { look: Look; now: number | undefined }) {
  const { viewer, ward, kind, at, times, isExport } = look;
  const whose = ward === null ? '' : `${ward.nameMasked} 的`;
  const what = `${isExport ? '存过' : '看了'}${whose}${kindWords[kind]}`;
  const when = now === undefined ? momentWords(at) : relativeMomentWords(at, now);
  return (
    <Row label={partyWords(viewer)} note={when}>
      <View>{times > 1 ? `${what}，这天 ${times} 次` : what}</View>
    </Row>
  );
}

/** Who looked at my records and at those of my wards. */
export default function Looks() {
  const query = useQuery('records.looks', {});
  const info = useAppInfo();
  return (
    <Page id="looks" title="谁看过我的记录" lead="家人每看一次、每存一次，都记在这里；孩子的也在">
      <QueryView query={query}>
        {({ looks }) =>
          looks.length === 0 ? (
            <EmptyState
              id="no-looks"
              icon="eye"
              title="还没有人看过"
              text="您同意给看的家人看了以后，这里会写明是谁、什么时候、看了什么。孩子的另一位监护人看了也会写。"
            />
          ) : (
            <Card>
              {looks.map((look) => (
                <OneLook
                  key={`${look.at}-${look.kind}-${look.viewer.personId}-${look.ward?.personId ?? ''}-${String(look.isExport)}`}
                  look={look}
                  now={info?.now}
                />
              ))}
            </Card>
          )
        }
      </QueryView>
    </Page>
  );
}
