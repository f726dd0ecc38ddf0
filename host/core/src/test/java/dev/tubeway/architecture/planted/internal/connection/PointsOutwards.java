package dev.tubeway.architecture.planted.internal.connection;

import dev.tubeway.architecture.planted.internal.tube.Outermost;

/// A room that knows one further out.
final class PointsOutwards {
    final Outermost outermost = new Outermost();
}
