import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { SandboxBand } from '../components/sandbox-band';

interface Props {
  /** What the browser's tab says. */
  tab: string;
  title: string;
  note: string;
  children: ReactNode;
}

/** A page before anybody is signed in: a heading, a sentence, and the doors. */
export function SignInFrame({ tab, title, note, children }: Props) {
  useEffect(() => {
    document.title = `${tab} · 医保随身办工作台`;
  }, [tab]);
  return (
    <div className="sign-in">
      <SandboxBand />
      <main className="sign-in-body">
        <header>
          <h1>{title}</h1>
          <p className="note">{note}</p>
        </header>
        {children}
      </main>
    </div>
  );
}
