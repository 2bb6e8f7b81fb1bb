import type { ReactNode } from 'react';
import { useEffect } from 'react';

interface Props {
  title: string;
  /** What the page is for, in a sentence. */
  sentence?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** Head of every page: what it is, in a sentence, and what can be done. */
export function Page({ title, sentence, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · 医保随身办工作台`;
  }, [title]);
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {sentence !== undefined && <p>{sentence}</p>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** A white area with a heading of its own. */
export function Panel({ title, children }: { title?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel">
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  );
}
