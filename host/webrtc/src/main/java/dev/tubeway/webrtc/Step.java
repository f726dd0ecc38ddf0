package dev.tubeway.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsCollectorCallback;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.concurrent.CompletableFuture;

/// The end of one asynchronous native step, as a future. Completing one runs nothing of ours on the callback thread:
/// whoever waits is on a thread of its own.
///
/// @param <T> what the step gives
abstract sealed class Step<T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();

    CompletableFuture<T> future() {
        return future;
    }

    void succeed(T value) {
        CallbackGuard.run("step", future, value, CompletableFuture::complete);
    }

    void fail(String error) {
        CallbackGuard.run("step", future, error, (step, text) -> step.completeExceptionally(new Refused(text)));
    }

    static final class Created extends Step<RTCSessionDescription> implements CreateSessionDescriptionObserver {
        @Override
        public void onSuccess(RTCSessionDescription description) {
            succeed(description);
        }

        @Override
        public void onFailure(String error) {
            fail(error);
        }
    }

    static final class Applied extends Step<Boolean> implements SetSessionDescriptionObserver {
        @Override
        public void onSuccess() {
            succeed(Boolean.TRUE);
        }

        @Override
        public void onFailure(String error) {
            fail(error);
        }
    }

    static final class Collected extends Step<RTCStatsReport> implements RTCStatsCollectorCallback {
        @Override
        public void onStatsDelivered(RTCStatsReport report) {
            succeed(report);
        }
    }

    /// Native code refused the step; the message is its own.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
