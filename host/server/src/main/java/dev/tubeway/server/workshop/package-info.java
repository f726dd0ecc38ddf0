/// What the author of a module needs: a gateway with nothing but their module, and the conformance kit.
@NullMarked
package dev.tubeway.server.workshop;

import org.jspecify.annotations.NullMarked;
