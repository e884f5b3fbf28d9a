import { type ReactNode, useState } from "react";
import { Navigate, useLocation } from "react-router";
import { googleClientId, isLocal } from "../app/environment.js";
import { Starting } from "../app/Starting.js";
import { useText } from "../text/language.js";
import { Avatar } from "../ui/Avatar.js";
import { useTitle } from "../ui/useTitle.js";
import { addressOfGoogle, keepErrand } from "./google.js";
import { useSession } from "./session.js";
import { signInTexts } from "./texts.js";

export default function SignInPage() {
  const text = useText(signInTexts);
  useTitle(text.title);
  const { user, accounts, failed } = useSession();
  const location = useLocation();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  if (user === undefined) return <Starting failed={failed} />;
  if (user !== null) return <Navigate to={cameFrom(location.state)} replace />;

  const signIn = (email: string, password: string, name?: string): void => {
    setIsBusy(true);
    setProblem(undefined);
    const enter = async (): Promise<void> => {
      const open = await accounts();
      await (name === undefined ? open.signIn(email, password) : open.signUp(email, password, name));
    };
    enter().catch((error: unknown) => {
      setIsBusy(false);
      setProblem(text[reasonOf(error)]);
    });
  };
  const form = <EmailForm signIn={signIn} isBusy={isBusy} />;
  return (
    <main className="sign-in">
      <header>
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>Firecast</h1>
        <p>{text.about}</p>
      </header>
      {isLocal ? <DemoUsers signIn={signIn} isBusy={isBusy} form={form} /> : form}
      {googleClientId !== undefined && (
        <button className="button" disabled={isBusy} onClick={() => goToGoogle(googleClientId)}>
          {text.google}
        </button>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
    </main>
  );
}

/** And back to this page, where Firebase Auth takes what Google says. */
function goToGoogle(clientId: string | undefined): void {
  if (clientId === undefined) return;
  const errand = { state: crypto.randomUUID(), nonce: crypto.randomUUID() };
  keepErrand(errand);
  location.assign(addressOfGoogle(clientId, `${location.origin}/sign-in`, errand));
}

interface DemoProps {
  signIn: (email: string, password: string) => void;
  isBusy: boolean;
  form: ReactNode;
}

/** What `npm start` seeds. */
function DemoUsers({ signIn, isBusy, form }: DemoProps) {
  const text = useText(signInTexts);
  return (
    <>
      <section className="card" aria-labelledby="demo">
        <h2 id="demo">{text.demo}</h2>
        <ul className="demo-users">
          {__LOCAL__.users.map(({ uid, email, displayName, role = "operator", organizationId }) => (
            <li key={uid}>
              <button
                className="demo-user"
                disabled={isBusy}
                onClick={() => signIn(email, __LOCAL__.password)}
              >
                <Avatar uid={uid} name={displayName} size="l" />
                <span>
                  <b>{displayName}</b>
                  <small>{[role, organizationId].filter(Boolean).join(", ")}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
        <p className="muted">{text.two}</p>
      </section>
      <details className="card">
        <summary>{text.other}</summary>
        {form}
      </details>
    </>
  );
}

interface FormProps {
  signIn: (email: string, password: string, name?: string) => void;
  isBusy: boolean;
}

function EmailForm({ signIn, isBusy }: FormProps) {
  const text = useText(signInTexts);
  const [isNew, setIsNew] = useState(false);
  const submit = (form: FormData): void => {
    const value = (name: string): string => {
      const given = form.get(name);
      return typeof given === "string" ? given : "";
    };
    signIn(value("email"), value("password"), isNew ? value("name") : undefined);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      {isNew && (
        <label className="field">
          {text.name}
          <input name="name" required maxLength={80} autoComplete="name" />
        </label>
      )}
      <label className="field">
        {text.email}
        <input name="email" type="email" required autoComplete="username" />
      </label>
      <label className="field">
        {text.password}
        <input
          name="password"
          type="password"
          required
          minLength={6}
          autoComplete={isNew ? "new-password" : "current-password"}
        />
      </label>
      <button className="button primary" disabled={isBusy}>
        {isNew ? text.signUp : text.signIn}
      </button>
      <p className="muted">
        {isNew ? text.hasAccount : text.noAccount}{" "}
        <button type="button" className="link" onClick={() => setIsNew(!isNew)}>
          {isNew ? text.signIn : text.signUp}
        </button>
      </p>
    </form>
  );
}

/** Only a path of the app: a link from elsewhere cannot choose where a sign-in leads. */
function cameFrom(state: unknown): string {
  const from =
    typeof state === "object" && state !== null && "from" in state && typeof state.from === "string"
      ? state.from
      : "/";
  return /^\/(?![/\\])/.test(from) ? from : "/";
}

type Reason = "refused" | "taken" | "weak" | "failed";

const reasons: Readonly<Record<string, Reason>> = {
  "auth/invalid-credential": "refused",
  "auth/user-not-found": "refused",
  "auth/wrong-password": "refused",
  "auth/invalid-email": "refused",
  "auth/email-already-in-use": "taken",
  "auth/weak-password": "weak",
};

const reasonOf = (error: unknown): Reason =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? (reasons[error.code] ?? "failed")
    : "failed";
