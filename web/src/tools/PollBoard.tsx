import type { StateObject } from "@firecast/contract/stateTree";
import { useToolStateStream } from "@firecast/react";
import { Minus, Plus, Trash2, Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Starting } from "../app/Starting.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useProblemText } from "../ui/problem.js";
import { Overwritten } from "./Overwritten.js";
import { inverseOf, optionKey, pollOf } from "./poll.js";
import { toolTexts } from "./texts.js";

/** So many of one's own changes can be undone. */
const kept = 50;

/** A poll as a state that all who see the tool change: everything here shows at once, and follows the others. */
export function PollBoard({ toolId, isFixed }: { toolId: string; isFixed: boolean }) {
  const text = useText(toolTexts);
  const problemText = useProblemText();
  const { state, isLoaded, isSaving, error, overwritten, patchState } = useToolStateStream(toolId);
  const [inverses, setInverses] = useState<readonly StateObject[]>([]);
  const [replaced, setReplaced] = useState<StateObject>({});
  useEffect(() => {
    if (Object.keys(overwritten).length > 0) setReplaced(overwritten);
  }, [overwritten]);
  if (!isLoaded) return error === undefined ? <Starting /> : <p role="alert">{problemText(error)}</p>;

  const { question, options, total } = pollOf(state);
  const change = (patch: StateObject): void => {
    setInverses((all) => [...all, inverseOf(patch, state)].slice(-kept));
    patchState(patch);
  };
  const undo = (): void => {
    const last = inverses.at(-1);
    if (last) patchState(last);
    setInverses((all) => all.slice(0, -1));
  };
  return (
    <section className="card poll">
      <fieldset className="poll-fields" disabled={isFixed}>
        <input
          className="poll-question"
          aria-label={text.question}
          placeholder={text.noQuestion}
          value={question}
          maxLength={200}
          onChange={({ target }) => change({ question: target.value })}
        />
        <ul className="poll-options">
          {options.map(({ name, votes }) => {
            const key = optionKey(name);
            return (
              <li key={name}>
                <span className="poll-name">{readable(name)}</span>
                <output className="poll-votes">{text.votes(votes)}</output>
                <meter
                  className="poll-bar"
                  min={0}
                  max={Math.max(1, total)}
                  value={votes}
                  aria-hidden="true"
                />
                <span className="poll-acts">
                  <button
                    className="icon-button"
                    aria-label={text.unvote(name)}
                    disabled={votes === 0}
                    onClick={() => change({ [key]: votes - 1 })}
                  >
                    <Minus aria-hidden="true" />
                  </button>
                  <button
                    className="icon-button"
                    aria-label={text.vote(name)}
                    onClick={() => change({ [key]: votes + 1 })}
                  >
                    <Plus aria-hidden="true" />
                  </button>
                  <button
                    className="icon-button"
                    aria-label={text.remove(name)}
                    onClick={() => change({ [key]: null })}
                  >
                    <Trash2 aria-hidden="true" />
                  </button>
                </span>
              </li>
            );
          })}
        </ul>
        <NewOption
          add={(name) => {
            if (!options.some((option) => option.name === name)) change({ [optionKey(name)]: 0 });
          }}
        />
      </fieldset>
      <footer className="row poll-foot">
        <button className="button small" disabled={inverses.length === 0 || isFixed} onClick={undo}>
          <Undo2 aria-hidden="true" /> {text.undo}
        </button>
        <span className="muted" role="status">
          {isSaving ? text.saving : text.saved}
        </span>
      </footer>
      {error !== undefined && <p role="alert">{problemText(error)}</p>}
      <Overwritten
        values={replaced}
        keep={() => setReplaced({})}
        putBack={() => {
          change(replaced);
          setReplaced({});
        }}
      />
    </section>
  );
}

function NewOption({ add }: { add: (name: string) => void }) {
  const text = useText(toolTexts);
  const [name, setName] = useState("");
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (optionKey(name) === "votes.") return;
        add(name);
        setName("");
      }}
    >
      <input
        className="input grow"
        aria-label={text.option}
        placeholder={text.option}
        value={name}
        maxLength={60}
        onChange={({ target }) => setName(target.value)}
      />
      <button className="button" disabled={name.trim() === ""}>
        {text.add}
      </button>
    </form>
  );
}
