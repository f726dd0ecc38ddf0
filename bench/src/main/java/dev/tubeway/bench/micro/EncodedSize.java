package dev.tubeway.bench.micro;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Bytes of the image that was made, beside the time that it took. JMH shows the sum over the measured iterations.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class EncodedSize {
    public long bytes;
}
