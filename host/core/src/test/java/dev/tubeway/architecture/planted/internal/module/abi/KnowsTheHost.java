package dev.tubeway.architecture.planted.internal.module.abi;

import dev.tubeway.architecture.planted.internal.tube.Outermost;

/// A generated table that knows somebody.
final class KnowsTheHost {
    final Outermost outermost = new Outermost();
}
