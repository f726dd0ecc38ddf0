package dev.tubeway.webrtc.gateway;

import dev.tubeway.GatewayListener.Event;
import dev.tubeway.Tube;
import dev.tubeway.TubewayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Carries candidates from each tube to its counterpart, and, when told to, restart offers and their answers.
///
/// Threading: one lock; the gateways' event threads wait for each other's tubes, never for each other.
final class Signalling {
    /// Restart offers are passed on from now on; until then they are only counted.
    volatile boolean passesRestarts;

    final AtomicInteger restartOffers = new AtomicInteger();

    /// Restart offers that were passed on and answered.
    final AtomicInteger restartsNegotiated = new AtomicInteger();

    private final Map<String, Tube> tubes = new HashMap<>();
    private final Map<String, Tube> counterparts = new HashMap<>();
    private final Map<String, List<String>> kept = new HashMap<>();

    /// Joins two tubes; what they told before is passed on now.
    synchronized void connect(Tube one, Tube other) {
        tubes.put(one.id(), one);
        tubes.put(other.id(), other);
        counterparts.put(one.id(), other);
        counterparts.put(other.id(), one);
        for (Tube from : List.of(one, other)) {
            kept.getOrDefault(from.id(), List.of()).forEach(candidate -> pass(from.id(), candidate));
        }
    }

    void told(Event event) {
        switch (event) {
            case Event.Candidate(String id, String candidate) -> pass(id, candidate);
            case Event.IceRestartOffer(String id, String offer) -> {
                restartOffers.incrementAndGet();
                if (passesRestarts) {
                    negotiate(id, offer);
                }
            }
            default -> {}
        }
    }

    private synchronized void pass(String id, String candidate) {
        Tube counterpart = counterparts.get(id);
        if (counterpart == null) {
            kept.computeIfAbsent(id, _ -> new ArrayList<>()).add(candidate);
            return;
        }
        try {
            counterpart.addCandidate(candidate);
        } catch (TubewayException e) {
            if (e.problem() != TubewayException.Problem.TUBE_CLOSED) {
                throw e;
            }
        }
    }

    private void negotiate(String id, String offer) {
        Tube from;
        Tube to;
        synchronized (this) {
            from = tubes.get(id);
            to = counterparts.get(id);
        }
        if (from != null && to != null) {
            from.acceptAnswer(to.acceptOffer(offer));
            restartsNegotiated.incrementAndGet();
        }
    }
}
