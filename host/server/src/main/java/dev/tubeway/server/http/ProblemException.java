package dev.tubeway.server.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request that the management API refuses by itself.
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ProblemType type;
    private final transient Map<String, String> headers;
    private final @Nullable String pointer;
    private final transient List<ModuleViews.Refusal> refusals;

    ProblemException(ProblemType type, String detail) {
        this(type, detail, null, Map.of());
    }

    /// @param pointer JSON pointer of the field that is wrong (RFC 6901)
    /// @param headers further headers of the answer
    ProblemException(ProblemType type, String detail, @Nullable String pointer, Map<String, String> headers) {
        this(type, detail, pointer, headers, List.of());
    }

    private ProblemException(
            ProblemType type,
            String detail,
            @Nullable String pointer,
            Map<String, String> headers,
            List<ModuleViews.Refusal> refusals) {
        super(detail);
        this.type = Objects.requireNonNull(type, "type");
        this.pointer = pointer;
        this.headers = Map.copyOf(headers);
        this.refusals = List.copyOf(refusals);
    }

    /// A file that is no module here, with every reason.
    static ProblemException refused(List<ModuleViews.Refusal> refusals) {
        String first = refusals.isEmpty()
                ? "no reason is told"
                : refusals.getFirst().where() + ": " + refusals.getFirst().what();
        return new ProblemException(ProblemType.MODULE_REFUSED, first, null, Map.of(), refusals);
    }

    /// A field that is wrong.
    static ProblemException field(String pointer, String detail) {
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, pointer, Map.of());
    }

    ProblemType type() {
        return type;
    }

    Map<String, String> headers() {
        return headers;
    }

    List<ModuleViews.Refusal> refusals() {
        return refusals;
    }

    @Nullable
    String pointer() {
        return pointer;
    }
}
