package dev.tubeway.architecture.planted.internal.conversation;

import net.openhft.chronicle.bytes.BytesStore;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/// Engines outside their rooms.
final class RentsElsewhere {
    final MpscAtomicArrayQueue<BytesStore<?, ?>> queue = new MpscAtomicArrayQueue<>(2);
}
