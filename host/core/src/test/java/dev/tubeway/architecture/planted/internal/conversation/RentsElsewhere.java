package dev.tubeway.architecture.planted.internal.conversation;

import net.openhft.chronicle.bytes.BytesStore;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import run.endive.wasm.types.ValType;
import tools.jackson.databind.json.JsonMapper;

/// Engines outside their rooms.
final class RentsElsewhere {
    final MpscAtomicArrayQueue<BytesStore<?, ?>> queue = new MpscAtomicArrayQueue<>(2);
    final ValType type = ValType.I32;
    final TTFParser fonts = new TTFParser();
    final RandomAccessReadBuffer file = new RandomAccessReadBuffer(new byte[1]);
    final JsonMapper json = new JsonMapper();
}
