package dev.tubeway.webrtc;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Drops the library's reference to a closed peer.
///
/// `RTCPeerConnection.close()` of webrtc-java 0.14.0 forgets its handle without releasing it, which keeps 65 to 75 KB
/// of native memory per peer. Its own `RefCountedObject.release()` does the right thing for any reference-counted
/// handle, so the handle is read before the close and given to one of those after it. On the module path this needs
/// `--add-opens webrtc.java/dev.onvoid.webrtc.internal=dev.tubeway.webrtc`; without it the memory stays with the
/// factory, and [LeakLedger] counts it.
///
/// Threading: any but the callback thread; once per peer, after its `close()`.
final class NativeReference extends RefCountedObject {
    private static final @Nullable VarHandle HANDLE = handle();

    private NativeReference(long value, VarHandle handle) {
        handle.set((NativeObject) this, value);
    }

    /// The reference that the peer holds; null where it cannot be read.
    static @Nullable NativeReference of(RTCPeerConnection peer) {
        VarHandle handle = HANDLE;
        if (handle == null) {
            return null;
        }
        long value = (long) handle.get((NativeObject) peer);
        return value == 0 ? null : new NativeReference(value, handle);
    }

    private static @Nullable VarHandle handle() {
        try {
            return MethodHandles.privateLookupIn(NativeObject.class, MethodHandles.lookup())
                    .findVarHandle(NativeObject.class, "nativeHandle", long.class);
        } catch (ReflectiveOperationException | RuntimeException refused) {
            System.getLogger(NativeReference.class.getName())
                    .log(
                            Level.WARNING,
                            "closed peers keep native memory until their factory is rotated; add --add-opens "
                                    + "webrtc.java/dev.onvoid.webrtc.internal=dev.tubeway.webrtc",
                            refused);
            return null;
        }
    }
}
