/** Cloud Functions of your own: what is exported here is deployed with Firecast's. */
export {};
