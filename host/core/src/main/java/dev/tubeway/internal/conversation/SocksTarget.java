package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Admission;
import dev.tubeway.internal.dial.Deadline;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Dialler;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Dials what the far side asks for, as far as list and policy admit it.
final class SocksTarget implements Target {

    private static final Duration DATAGRAM_LOOKUP = Duration.ofSeconds(5);

    private final Admission admission;

    SocksTarget(Admission admission) {
        this.admission = admission;
    }

    @Override
    public Dial dial(byte[] tail, Duration timeout) {
        return switch (SocksDestination.decode(tail)) {
            case SocksDestination.To(String host, int port) ->
                Dialler.admitted(admission, host, port, Deadline.after(timeout));
            case SocksDestination.Malformed(String rule) ->
                new Dial.Failed(CloseReason.of(CloseReason.Kind.PROTOCOL_ERROR, rule));
        };
    }

    @Override
    public Datagram datagram(String host, int port) {
        try {
            return switch (admission.judge(host, port, Deadline.after(DATAGRAM_LOOKUP))) {
                case Admission.Verdict.Admitted a ->
                    new Datagram.Allowed(new InetSocketAddress(a.addresses().getFirst(), port));
                case Admission.Verdict.Refused r -> new Datagram.Denied(r.reason());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Datagram.Denied(CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the look-up was given up"));
        }
    }
}
