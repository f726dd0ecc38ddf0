package dev.tubeway.architecture.planted;

import dev.tubeway.architecture.planted.internal.tube.Outermost;

/// The face knows a room.
final class LooksBehindTheDoor {
    final Outermost outermost = new Outermost();
}
