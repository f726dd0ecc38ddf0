/**
 * Trades a one-time ticket for a seat: the secret by which this browser, and no other, comes back to the session until
 * it ends. Keep it where only this page reads it, such as `sessionStorage`.
 *
 * @param {{base?: string, sessionId: string, ticket: string, fetch?: typeof fetch}} options
 * @returns {Promise<import('./index.js').Seat>}
 * @throws {Error} with `status` (HTTP) and `problem` (the stable type), where the gateway refuses
 */
export async function takeSeat({ base = globalThis.location?.origin ?? '', sessionId, ticket, fetch = globalThis.fetch }) {
  const response = await fetch(`${base}/v1/sessions/${encodeURIComponent(sessionId)}/seat`, {
    method: 'POST',
    headers: { Authorization: `Ticket ${ticket}` },
    cache: 'no-store',
  });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? `HTTP ${response.status}`), {
    status: response.status,
    problem: problem.type,
  });
}
