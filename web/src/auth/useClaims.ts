import { useQuery } from "@tanstack/react-query";
import { useUser } from "./session.js";

export interface Claims {
  readonly organizationId: string | undefined;
  /** In the organization. */
  readonly role: string | undefined;
  readonly isOperator: boolean;
}

/** What the user's token says of them; undefined until it is read. */
export function useClaims(): Claims | undefined {
  const { uid, claims } = useUser();
  const { data } = useQuery({
    queryKey: ["claims", uid],
    queryFn: async (): Promise<Claims> => {
      const { organizationId, role, operator } = await claims();
      return {
        organizationId: typeof organizationId === "string" ? organizationId : undefined,
        role: typeof role === "string" ? role : undefined,
        isOperator: operator === true,
      };
    },
    staleTime: Infinity,
  });
  return data;
}
