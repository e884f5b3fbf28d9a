export const demoPassword = "firecast-demo";

/** The seed creates them, `npm start` prints them. */
export const demoUsers = [
  { uid: "alice", displayName: "Alice", organizationId: "northside", role: "manager" },
  { uid: "bob", displayName: "Bob", organizationId: "northside", role: "member" },
  { uid: "dana", displayName: "Dana", organizationId: "northside", role: "admin" },
  { uid: "carol", displayName: "Carol", organizationId: "elsewhere", role: "member" },
  { uid: "operator", displayName: "Operator", operator: true },
].map((user) => ({ ...user, email: `${user.uid}@example.com` }));
