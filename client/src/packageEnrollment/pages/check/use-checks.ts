import { useMemo } from 'react';
import type { ServiceError } from '@/services/errors';
import { useQueries } from '@/services/queries';
import { useQuery } from '@/services/query';
import { relationWord } from '@/services/words';
import type { CheckedPerson } from '../../model/check-groups';

export interface Checks {
  /** Undefined while it is not known yet. */
  year: number | undefined;
  /** Undefined while nothing is known yet. */
  people: CheckedPerson[] | undefined;
  /** The whole page failed, e.g. nobody is logged in. */
  error: ServiceError | undefined;
  reload: () => void;
  /** 「妈妈 赵*英」 */
  nameOf: (personId: string) => string;
}

/**
 * Checks everybody at once; the check of one may fail alone.
 * @param wantedYear null means the year that is collected now
 */
export function useChecks(personIds: string[], wantedYear: number | null): Checks {
  const years = useQuery('enrollment.years', wantedYear === null ? {} : null);
  const year = wantedYear ?? years.data?.defaultYear;
  const family = useQuery('identity.listFamily', {});
  const checks = useQueries(
    'enrollment.check',
    year === undefined ? null : personIds.map((personId) => ({ personId, coverageYear: year })),
  );
  const enrolledIds = (checks.results ?? []).flatMap(({ data }) => data?.enrollmentId ?? []);
  const enrollments = useQueries(
    'enrollment.get',
    enrolledIds.map((enrollmentId) => ({ enrollmentId })),
  );
  const everybody = useMemo(() => {
    if (!family.data) return [];
    const { self, members } = family.data;
    return [{ person: self, relation: relationWord(null) }].concat(
      members.map((member) => ({ person: member, relation: relationWord(member.relation) })),
    );
  }, [family.data]);

  const find = (personId: string) => everybody.find(({ person }) => person.personId === personId);
  const enrollmentOf = (personId: string) =>
    enrollments.results?.find(({ data }) => data?.person.personId === personId)?.data ?? null;
  const settled = checks.results;
  const people =
    family.data && settled && enrollments.results
      ? personIds.flatMap((personId, n) => {
          const person = find(personId)?.person;
          const answer = settled[n];
          if (!person || !answer) return [];
          const { data = null, error } = answer;
          const enrollment = enrollmentOf(personId);
          return [
            { person, check: data, enrollment, failure: data ? null : (error?.message ?? null) },
          ];
        })
      : undefined;
  return {
    year,
    people,
    error: (family.data ? undefined : family.error) ?? (year ? undefined : years.error),
    reload: () => {
      years.reload();
      family.reload();
      checks.reload();
      enrollments.reload();
    },
    nameOf: (personId) => {
      const found = find(personId);
      return found ? `${found.relation} ${found.person.nameMasked}` : '';
    },
  };
}
