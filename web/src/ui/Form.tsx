import { type InputHTMLAttributes, type ReactNode, useState } from "react";
import { useProblemText } from "./problem.js";

/** What a form was filled in with, by the names of its fields. */
export interface Given {
  /** Without spaces at its ends; "" for a field that is not there. */
  text(name: string): string;
  /** Of a checkbox. */
  has(name: string): boolean;
}

interface FormProps {
  /** Rejects with what the user is told. */
  send: (given: Given) => Promise<unknown>;
  /** On its button. */
  label: string;
  children: ReactNode;
}

/** Its fields, and one button: it is sent once at a time, and says why it was refused. */
export function Form({ send, label, children }: FormProps) {
  const problemText = useProblemText();
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (form: FormData): Promise<void> => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await send(givenIn(form));
    } catch (error) {
      setProblem(error);
    }
    setIsBusy(false);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      {children}
      {problem !== undefined && <p role="alert">{problemText(problem)}</p>}
      <button className="button primary" disabled={isBusy}>
        {label}
      </button>
    </form>
  );
}

function givenIn(form: FormData): Given {
  return {
    text: (name) => {
      const value = form.get(name);
      return typeof value === "string" ? value.trim() : "";
    },
    has: (name) => form.has(name),
  };
}

type FieldProps = InputHTMLAttributes<HTMLInputElement> & { label: string; name: string };

export function Field({ label, ...input }: FieldProps) {
  return (
    <label className="field">
      {label}
      <input {...input} />
    </label>
  );
}

/** A name that has to be given, and not by spaces alone. */
export function NameField({ maxLength = 200, ...field }: FieldProps) {
  return <Field required pattern=".*\S.*" maxLength={maxLength} {...field} />;
}
