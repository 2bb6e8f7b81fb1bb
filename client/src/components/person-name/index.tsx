import { type Named, personWords } from '@/services/words';
import { HoldToReveal } from '../hold-to-reveal';

interface PersonNameProps {
  person: Named & { name: string };
  id?: string;
}

/** Somebody of the family by relation and masked name, 「妈妈 柳*英」; the name in full while held. */
export function PersonName({ person, id }: PersonNameProps) {
  return (
    <HoldToReveal
      {...(id ? { id } : {})}
      masked={personWords(person)}
      clear={personWords({ ...person, nameMasked: person.name })}
    />
  );
}
