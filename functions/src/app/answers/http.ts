import { created, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { ask } from "./ask.js";
import type { AskingDeps } from "./deps.js";
import { Answer, Answers, Question } from "./schema.js";

export const answersRoutes = (deps: AskingDeps): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/answers",
      summary: "Ask a model; its answer comes as a durable stream",
      body: Question,
      answer: created(Answer),
    },
    ({ body, user, request }) => ask(deps, { uid: user.uid, question: body, request }),
  ),
  endpoint(
    {
      method: "GET",
      path: "/answers",
      summary: "The caller's newest answers, on whatever device they were asked for",
      answer: ok(Answers),
    },
    async ({ user }) => ({ items: await deps.store.newest(user.uid) }),
  ),
];
