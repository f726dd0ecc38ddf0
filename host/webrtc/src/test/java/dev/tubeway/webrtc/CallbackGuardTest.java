package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallbackGuardTest {
    @Test
    void letsNothingThroughThatABodyThrows() {
        assertFalse(CallbackGuard.run("test", "target", 1, (target, argument) -> {
            throw new StackOverflowError("on purpose");
        }));
        assertTrue(CallbackGuard.run("test", "target", 1, (target, argument) -> {}));
    }

    /// Every method that native code calls does its work inside the guard, and only there.
    @Test
    void everyCallbackGoesThroughTheGuard() throws IOException {
        var guarded = Set.of(CallbackGuard.class.getSimpleName(), Step.class.getSimpleName());
        for (Class<?> observer : List.of(
                ChannelCallbacks.class,
                PeerCallbacks.class,
                Step.Created.class,
                Step.Applied.class,
                Step.Collected.class)) {
            ClassModel model = read(observer);
            Set<String> callbacks = callbacks(observer);
            assertFalse(callbacks.isEmpty(), observer.getName());
            for (MethodModel method : model.methods()) {
                if (callbacks.contains(method.methodName().stringValue())) {
                    assertGuarded(observer, method, guarded);
                }
            }
        }
    }

    private static void assertGuarded(Class<?> observer, MethodModel method, Set<String> guarded) {
        List<String> calls = method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(InvokeInstruction.class::isInstance)
                .map(InvokeInstruction.class::cast)
                .map(call -> call.owner().name().stringValue())
                .map(owner -> owner.substring(owner.lastIndexOf('/') + 1))
                .map(owner -> owner.startsWith("Step$") ? "Step" : owner)
                .toList();
        assertEquals(
                List.of(),
                calls.stream().filter(owner -> !guarded.contains(owner)).toList(),
                observer.getSimpleName() + "." + method.methodName());
    }

    private static Set<String> callbacks(Class<?> observer) {
        return Arrays.stream(observer.getInterfaces())
                .filter(type -> type.getName().startsWith("dev.onvoid."))
                .flatMap(type -> Stream.of(type.getMethods()))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    private static ClassModel read(Class<?> type) throws IOException {
        String name = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name);
            }
            return ClassFile.of().parse(in.readAllBytes());
        }
    }

    @Test
    void knowsTheObserversOfTheLibrary() {
        assertTrue(PeerConnectionObserver.class.isAssignableFrom(PeerCallbacks.class));
        assertTrue(RTCDataChannelObserver.class.isAssignableFrom(ChannelCallbacks.class));
    }
}
