// Where the sandbox listens, and its control surface.

/** What `rollcall-sandbox --json` announced. */
export const sandbox = JSON.parse(process.env.SANDBOX ?? 'null');

if (sandbox === null) {
  throw new Error('SANDBOX must hold the line that `rollcall-sandbox --json` prints');
}

async function answered(path, response) {
  if (!response.ok) {
    throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
  }
  return response.json();
}

/** Tells the control surface something; fails when it refuses. */
export async function tell(path, body = {}) {
  return answered(path, await fetch(sandbox.control + path, { method: 'POST', body: JSON.stringify(body) }));
}

/** Reads from the control surface. */
export async function read(path) {
  return answered(path, await fetch(sandbox.control + path));
}
