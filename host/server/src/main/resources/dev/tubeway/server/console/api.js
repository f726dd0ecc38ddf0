/** The management API, with the token that the person signed in with. It lives as long as this tab. */

const TOKEN = 'tubeway.token';

export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: (value) => sessionStorage.setItem(TOKEN, value),
  clear: () => sessionStorage.removeItem(TOKEN),
};

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The gateway answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

let onSignedOut = () => {};
/** Told when the gateway does not know the token any more. */
export const whenSignedOut = (what) => {
  onSignedOut = what;
};

async function request(method, path, body, { headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(`/v1${path}`, {
      method,
      headers: {
        ...(token.get() ? { Authorization: `Bearer ${token.get()}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      cache: 'no-store',
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, { detail: 'The gateway cannot be reached.' });
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401 && !headers.Authorization) onSignedOut();
  throw new ApiError(response.status, problem);
}

const json = async (response) => ((await response).status === 204 ? null : (await response).json());

export const api = {
  get: (path, options) => json(request('GET', path, undefined, options)),
  post: (path, body = {}, options = {}) => json(request('POST', path, body, options)),
  put: (path, body, options = {}) => json(request('PUT', path, body, options)),
  delete: (path, options) => json(request('DELETE', path, undefined, options)),
  blob: async (path, options) => (await request('GET', path, undefined, options)).blob(),
};

/** A part of a path. */
export const part = (text) => encodeURIComponent(text);

/**
 * Follows `/v1/events` until the signal; comes back after a loss from where it was.
 *
 * @param {{on: (name: string, data: object) => void, onstate: (live: boolean) => void, signal: AbortSignal}} options
 */
export async function follow({ on, onstate, signal }) {
  let last = null;
  while (!signal.aborted) {
    try {
      const response = await request('GET', '/events', undefined, {
        signal,
        headers: last ? { 'Last-Event-ID': last } : {},
      });
      onstate(true);
      await read(response.body, (event) => {
        if (event.id) last = event.id;
        if (event.name && event.data) on(event.name, JSON.parse(event.data));
      });
    } catch (error) {
      if (signal.aborted || error.status === 401) return;
    }
    onstate(false);
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

/** Reads server-sent events (WHATWG HTML) from a body. */
async function read(body, each) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop();
    for (const block of blocks) {
      const event = { id: '', name: '', data: '' };
      for (const line of block.split(/\r?\n/)) {
        const [, field, content] = /^([^:]*):? ?(.*)$/.exec(line);
        if (field === 'id') event.id = content;
        else if (field === 'event') event.name = content;
        else if (field === 'data') event.data += (event.data ? '\n' : '') + content;
      }
      each(event);
    }
  }
}
