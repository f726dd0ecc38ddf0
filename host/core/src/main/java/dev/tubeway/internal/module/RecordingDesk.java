package dev.tubeway.internal.module;

import dev.tubeway.internal.module.record.Header;
import dev.tubeway.internal.module.record.Recorder;
import dev.tubeway.internal.module.record.Replay;
import dev.tubeway.internal.module.record.Tap;
import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.RecordingOrder;
import dev.tubeway.module.RecordingRequest;
import dev.tubeway.module.RecordingVerdict;
import dev.tubeway.module.Recordings;
import dev.tubeway.module.ReplayVerdict;
import dev.tubeway.session.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes orders for recordings and gives each session that is ordered its recorder.
///
/// Threading: any thread; the lock guards the orders and is held for no I/O.
final class RecordingDesk implements Recordings {
    private static final System.Logger LOG = System.getLogger(RecordingDesk.class.getName());
    static final String SUFFIX = ".twrec";

    private final Optional<Path> folder;
    private final Player player;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<RecordingOrder> orders = new ArrayList<>();
    private final ConcurrentHashMap<String, Recorder> running = new ConcurrentHashMap<>();
    private int lastOrder;

    /// Finds the module of a recording and runs it.
    interface Player {
        ReplayVerdict play(RecordingInfo recording, Optional<byte[]> wasm);
    }

    RecordingDesk(Optional<Path> folder, Player player) {
        this.folder = folder;
        this.player = player;
    }

    /// What a session that begins now is recorded by; nothing where nobody ordered it.
    Tap tap(StoredModule module, String session, int memoryPages) {
        RecordingRequest request = take(module.manifest().name());
        if (request == null) {
            return Tap.none();
        }
        Path file = request.file().orElseGet(() -> file(module, session));
        try {
            var header = Header.now(
                    session,
                    module.manifest().name(),
                    module.manifest().version().text(),
                    module.digest(),
                    memoryPages,
                    request.secrets());
            var recorder = new Recorder(file, header, request.maxBytes(), () -> running.remove(session));
            running.put(session, recorder);
            LOG.log(
                    System.Logger.Level.INFO,
                    "session {0}: module {1} is recorded to {2}{3}",
                    session,
                    module.label(),
                    file,
                    request.secrets() ? ", with secrets in the clear" : "");
            return recorder;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "session {0}: it is not recorded: {1}", session, e.toString());
            return Tap.none();
        }
    }

    /// Takes one session off the oldest order for a module.
    private @Nullable RecordingRequest take(String module) {
        lock.lock();
        try {
            for (int i = 0; i < orders.size(); i++) {
                RecordingOrder order = orders.get(i);
                if (order.request().module().equals(module)) {
                    if (order.left() == 1) {
                        orders.remove(i);
                    } else {
                        orders.set(i, new RecordingOrder(order.id(), order.request(), order.left() - 1));
                    }
                    return order.request();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Sessions are named by `$` and a UUID; other names are made into names of files.
    private Path file(StoredModule module, String session) {
        String name = module.manifest().name() + "-"
                + module.manifest().version().text() + "-" + session.replaceAll("[^A-Za-z0-9-]", "") + SUFFIX;
        return folder.orElseThrow().resolve(name);
    }

    @Override
    public RecordingOrder order(RecordingRequest request) {
        if (request.file().isEmpty() && folder.isEmpty()) {
            throw new IllegalArgumentException("the order names no file, and there is no folder for recordings");
        }
        if (request.file().isPresent() && Files.exists(request.file().get())) {
            throw new IllegalArgumentException(
                    "the file stands already: file=" + request.file().get());
        }
        lock.lock();
        try {
            var order = new RecordingOrder(Integer.toString(++lastOrder), request, request.sessions());
            orders.add(order);
            return order;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<RecordingOrder> orders() {
        lock.lock();
        try {
            return List.copyOf(orders);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean withdraw(String id) {
        lock.lock();
        try {
            for (Iterator<RecordingOrder> each = orders.iterator(); each.hasNext(); ) {
                if (each.next().id().equals(id)) {
                    each.remove();
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<RecordingInfo> list() {
        var found = new ArrayList<RecordingInfo>();
        running.values().forEach(recorder -> found.add(recorder.info()));
        List<Path> known = found.stream().map(RecordingInfo::file).toList();
        folder.filter(Files::isDirectory).ifPresent(at -> {
            try (Stream<Path> files = Files.list(at)) {
                files.filter(file -> file.toString().endsWith(SUFFIX) && !known.contains(file))
                        .forEach(file -> {
                            if (Replay.read(file) instanceof RecordingVerdict.Accepted(RecordingInfo recording)) {
                                found.add(recording);
                            }
                        });
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "recordings could not be listed: {0}", e.toString());
            }
        });
        found.sort(Comparator.comparing(RecordingInfo::started).reversed());
        return List.copyOf(found);
    }

    @Override
    public boolean stop(String session) {
        Recorder recorder = running.get(Sessions.id(session));
        if (recorder == null) {
            recorder = running.get(session);
        }
        return recorder != null && recorder.stop();
    }

    @Override
    public RecordingVerdict read(Path file) {
        return Replay.read(file);
    }

    @Override
    public ReplayVerdict replay(Path file, Optional<byte[]> wasm) {
        return switch (Replay.read(file)) {
            case RecordingVerdict.Refused(String why) -> new ReplayVerdict.Refused(why);
            case RecordingVerdict.Accepted(RecordingInfo recording) -> player.play(recording, wasm);
        };
    }
}
