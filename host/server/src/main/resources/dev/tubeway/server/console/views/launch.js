import { api } from '../api.js';

const SECRET = /password|passphrase|private-key/;

/** Makes a session and goes into it; one without secrets can be made again from its last page. */
export async function launch(request) {
  const made = await api.post('/sessions', request);
  if (!Object.keys(request.parameters ?? {}).some((name) => SECRET.test(name))) {
    sessionStorage.setItem(`tubeway.again.${made.sessionId}`, JSON.stringify(request));
  }
  location.hash = new URL(made.path, location.href).hash;
}
