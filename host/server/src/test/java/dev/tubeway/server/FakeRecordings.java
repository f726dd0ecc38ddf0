package dev.tubeway.server;

import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.RecordingOrder;
import dev.tubeway.module.RecordingRequest;
import dev.tubeway.module.RecordingVerdict;
import dev.tubeway.module.Recordings;
import dev.tubeway.module.ReplayVerdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Recordings that a test puts there.
public final class FakeRecordings implements Recordings {
    public final List<RecordingInfo> made = new ArrayList<>();
    public final List<String> stopped = new ArrayList<>();
    private final List<RecordingOrder> orders = new ArrayList<>();

    @Override
    public RecordingOrder order(RecordingRequest request) {
        RecordingOrder order = new RecordingOrder("order-" + (orders.size() + 1), request, request.sessions());
        orders.add(order);
        return order;
    }

    @Override
    public List<RecordingOrder> orders() {
        return List.copyOf(orders);
    }

    @Override
    public boolean withdraw(String id) {
        return orders.removeIf(order -> order.id().equals(id));
    }

    @Override
    public List<RecordingInfo> list() {
        return List.copyOf(made);
    }

    @Override
    public boolean stop(String session) {
        return made.stream().anyMatch(recording -> recording.session().equals(session)) && stopped.add(session);
    }

    @Override
    public RecordingVerdict read(Path file) {
        return new RecordingVerdict.Refused("a fake reads none");
    }

    @Override
    public ReplayVerdict replay(Path file, Optional<byte[]> wasm) {
        return new ReplayVerdict.Refused(
                "a fake replays none: module=" + wasm.map(b -> b.length).orElse(0));
    }
}
