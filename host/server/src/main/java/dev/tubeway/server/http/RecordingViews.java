package dev.tubeway.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.RecordingOrder;
import dev.tubeway.module.RecordingRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Recordings as the management API shows and takes them.
final class RecordingViews {
    private RecordingViews() {}

    record Recordings(List<OrderView> orders, List<RecordingView> recordings) {
        static Recordings of(dev.tubeway.module.Recordings recordings) {
            return new Recordings(
                    recordings.orders().stream().map(OrderView::of).toList(),
                    recordings.list().stream().map(RecordingView::of).toList());
        }
    }

    record OrderView(String orderId, String module, int sessionsLeft, long maxBytes, boolean secrets) {
        static OrderView of(RecordingOrder order) {
            RecordingRequest request = order.request();
            return new OrderView(order.id(), request.module(), order.left(), request.maxBytes(), request.secrets());
        }
    }

    /// @param name of the file, to fetch it by
    record RecordingView(
            String name,
            String sessionId,
            String module,
            String moduleVersion,
            String digest,
            String abi,
            String startedAt,
            long calls,
            long bytes,
            String state,
            boolean secrets,
            String end) {
        static RecordingView of(RecordingInfo recording) {
            return new RecordingView(
                    fileName(recording),
                    recording.session(),
                    recording.module(),
                    recording.version(),
                    recording.digest(),
                    recording.abi(),
                    recording.started().toString(),
                    recording.calls(),
                    recording.bytes(),
                    recording.state().name().toLowerCase(Locale.ROOT),
                    recording.secrets(),
                    recording.end());
        }
    }

    static String fileName(RecordingInfo recording) {
        return String.valueOf(recording.file().getFileName());
    }

    /// `POST /v1/recordings`.
    record Order(
            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String module,

            @Nullable Integer sessions,
            @Nullable Long maxBytes,
            @Nullable Boolean secrets) {

        /// Errors: [ProblemException] that names what is wrong.
        RecordingRequest toRequest() {
            try {
                RecordingRequest request = RecordingRequest.ofModule(module);
                request = sessions == null ? request : request.withSessions(sessions);
                request = maxBytes == null ? request : request.withMaxBytes(maxBytes);
                return secrets == null ? request : request.withSecrets(secrets);
            } catch (IllegalArgumentException e) {
                throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()));
            }
        }
    }
}
