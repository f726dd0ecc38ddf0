package dev.tubeway.server;

import dev.tubeway.CloseReason;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.GatewayListener;
import dev.tubeway.TubeStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/// Logs one line when a tube opens and one when it ends.
///
/// Threading: the gateway's one listener thread.
public final class TubeLog implements GatewayListener {
    private static final Logger LOG = System.getLogger(TubeLog.class.getName());

    private final Map<String, Tally> open = new HashMap<>();

    private static final class Tally {
        private final String conversation;
        private long connections;
        private long sent;
        private long received;

        Tally(String conversation) {
            this.conversation = conversation;
        }

        void add(ConnectionInfo connection) {
            connections++;
            sent += connection.bytesSent();
            received += connection.bytesReceived();
        }
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.Created created -> {
                open.put(created.tubeId(), new Tally(created.conversationId()));
                LOG.log(
                        Level.INFO,
                        "tube opened: tube={0} conversation={1}",
                        created.tubeId(),
                        created.conversationId());
            }
            case Event.ConnectionClosed closed -> {
                Tally tally = open.get(closed.tubeId());
                if (tally != null) {
                    tally.add(closed.connection());
                }
            }
            case Event.StatusChanged changed
            when changed.status() == TubeStatus.CLOSED -> {
                Tally tally = open.remove(changed.tubeId());
                if (tally != null) {
                    LOG.log(
                            Level.INFO,
                            "tube closed: tube={0} conversation={1} reason={2} connections={3} sent={4} received={5}",
                            changed.tubeId(),
                            tally.conversation,
                            changed.reason().map(CloseReason::toString).orElse(CloseReason.Kind.UNKNOWN.label()),
                            Long.toString(tally.connections),
                            Long.toString(tally.sent),
                            Long.toString(tally.received));
                }
            }
            default -> LOG.log(Level.TRACE, "event: tube={0}", event.tubeId());
        }
    }
}
