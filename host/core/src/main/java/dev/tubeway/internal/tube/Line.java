package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.channel.Control;
import dev.tubeway.internal.channel.Flow;
import dev.tubeway.internal.channel.Frame;
import dev.tubeway.internal.connection.Connection;
import dev.tubeway.internal.connection.Outbound;
import org.jspecify.annotations.Nullable;

/// A connection's way out: builds its frames and queues them with the channel's sender.
///
/// Threading: any thread.
final class Line implements Outbound {
    private final TubeChannel channel;
    private final Flow flow = new Flow(this);
    private final Connection connection;
    private volatile @Nullable Thread dialler;

    /// @param number     names the connection in the tube
    /// @param wireNumber names it in the channel
    Line(TubeChannel channel, int number, int wireNumber, String target) {
        this.channel = channel;
        this.connection =
                channel.tube().connection(number, wireNumber, channel.label(), channel.maxMessageBytes(), target, this);
    }

    /// The number on the wire.
    int number() {
        return connection.wireNumber();
    }

    Connection connection() {
        return connection;
    }

    /// The thread that dials for the connection; interrupted when it ends.
    void dialler(Thread thread) {
        dialler = thread;
    }

    /// A data frame with that many payload bytes has left.
    void left(int bytes) {
        channel.tube().meter().bytesSent.addAndGet(bytes);
        connection.sent(bytes);
    }

    @Override
    public void data(Buffer buffer, int bytes) {
        Frame.seal(buffer, number(), System.currentTimeMillis(), bytes);
        channel.sender().enqueue(flow, buffer);
    }

    @Override
    public void eof() {
        channel.sender().leave(flow, Control.sendEof(channel.pool(), System.currentTimeMillis(), number()));
    }

    @Override
    public void close(CloseReason reason) {
        channel.sender().queue(flow, closing(reason));
    }

    @Override
    public void closeWithFlush(CloseReason reason) {
        channel.sender().leave(flow, closing(reason));
    }

    private Buffer closing(CloseReason reason) {
        CloseReason said = channel.tube().peer().tubeway() ? reason : OlderPeer.sayable(reason);
        return Control.closeConnection(channel.pool(), System.currentTimeMillis(), number(), said);
    }

    @Override
    public void flush() {
        channel.sender().sendWaiting();
    }

    @Override
    public void credit(int bytes) {
        channel.sender().control(Control.credit(channel.pool(), System.currentTimeMillis(), number(), bytes));
    }

    @Override
    public boolean roomToGrow() {
        return channel.tube().roomToGrow();
    }

    @Override
    public void held(long bytes) {
        channel.tube().held(bytes);
    }

    @Override
    public void ended(CloseReason reason) {
        Thread thread = dialler;
        if (thread != null) {
            thread.interrupt();
        }
        channel.lineEnded(this, reason);
    }
}
