/**
 * guacamole-common-js, a classic script, as a global. The build of the gateway unpacks it; GUACAMOLE_COMMON_JS names it
 * where it lies elsewhere.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';

const BUILT = '../../../host/server/target/classes/dev/tubeway/server/console/lib/guacamole-common-js/all.min.js';
const file = process.env.GUACAMOLE_COMMON_JS ?? fileURLToPath(new URL(BUILT, import.meta.url));

// What the script looks at when it is read.
globalThis.window = globalThis;
globalThis.document ??= { createElement: () => ({ getContext: () => null }) };
runInThisContext(readFileSync(file, 'utf8'), file);
