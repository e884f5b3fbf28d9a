import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter } from "react-router";
import { SessionProvider } from "../auth/session.js";
import { LanguageProvider } from "../text/language.js";
import { AppRoutes } from "./AppRoutes.js";

/** Channels say what is new: nothing is fetched again because a window was looked at. */
const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1 } },
});

export function App() {
  return (
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <SessionProvider>
          <BrowserRouter>
            <AppRoutes />
          </BrowserRouter>
        </SessionProvider>
      </QueryClientProvider>
    </LanguageProvider>
  );
}
