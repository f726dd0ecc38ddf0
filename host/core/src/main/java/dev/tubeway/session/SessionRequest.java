package dev.tubeway.session;

import java.util.Map;
import java.util.Objects;

/// What a session is to be that is made before its first client is there. Immutable.
///
/// @param protocol   what a module serves: `telnet`
/// @param parameters of the connection, as the protocol's module names them
/// @param limits     when it ends by itself
public record SessionRequest(String protocol, Map<String, String> parameters, SessionLimits limits) {

    public SessionRequest {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(limits, "limits");
        parameters = Map.copyOf(parameters);
    }

    /// Names the parameters alone: their values may be secret.
    @Override
    public String toString() {
        return "SessionRequest[protocol=" + protocol + ", parameters=" + parameters.keySet() + ", limits=" + limits
                + "]";
    }
}
