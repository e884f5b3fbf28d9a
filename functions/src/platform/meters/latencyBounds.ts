/** Of latencies, seconds: from what a warm instance takes to what a caller waits for at most. */
export const latencyBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
