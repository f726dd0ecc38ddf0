package dev.tubeway.architecture.planted.internal.conversation;

import net.openhft.chronicle.bytes.BytesStore;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import run.endive.wasm.types.ValType;
import tools.jackson.databind.json.JsonMapper;

/// Engines outside their rooms.
final class RentsElsewhere {
    final MpscAtomicArrayQueue<BytesStore<?, ?>> queue = new MpscAtomicArrayQueue<>(2);
    final ValType type = ValType.I32;
    final JsonMapper json = new JsonMapper();
}
