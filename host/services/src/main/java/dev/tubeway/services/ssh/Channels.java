package dev.tubeway.services.ssh;

import dev.tubeway.spi.SshChannel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.StreamingChannel.Streaming;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.jspecify.annotations.Nullable;

/// The library's channels, whose bytes go to an [Inbox] where they come, without a stream or a thread between. The
/// window grows when the inbox is read.
final class Channels {
    private static final SshdSocketAddress ORIGIN = new SshdSocketAddress("127.0.0.1", 0);

    private Channels() {}

    /// A channel that is not opened yet.
    static AbstractClientChannel of(SshChannel.Request request, boolean lendsKeys, Arrivals arrivals) {
        AbstractClientChannel channel = switch (request) {
            case SshChannel.Request.Shell(var terminal, var environment) ->
                onTerminal(
                        new Shell(configuration(Optional.of(terminal)), map(environment), arrivals), true, lendsKeys);
            case SshChannel.Request.Exec(String command, var terminal, var environment) ->
                onTerminal(
                        new Exec(command, configuration(terminal), map(environment), arrivals),
                        terminal.isPresent(),
                        lendsKeys);
            case SshChannel.Request.Subsystem(String name) -> new Subsystem(name, arrivals);
            case SshChannel.Request.Forward(String host, int port) ->
                new Forward(new SshdSocketAddress(host, port), arrivals);
        };
        channel.setStreaming(Streaming.Async);
        return channel;
    }

    private static AbstractClientChannel onTerminal(PtyCapableChannelSession channel, boolean terminal, boolean agent) {
        channel.setUsePty(terminal);
        channel.setAgentForwarding(agent);
        return channel;
    }

    private static Map<String, String> map(List<Map.Entry<String, String>> environment) {
        var all = new LinkedHashMap<String, String>();
        environment.forEach(each -> all.put(each.getKey(), each.getValue()));
        return all;
    }

    private static @Nullable PtyChannelConfiguration configuration(Optional<SshChannel.Terminal> terminal) {
        if (terminal.isEmpty()) {
            return null;
        }
        var configuration = new PtyChannelConfiguration();
        configuration.setPtyType(terminal.get().type());
        configuration.setPtyColumns(terminal.get().size().columns());
        configuration.setPtyLines(terminal.get().size().rows());
        configuration.setPtyWidth(terminal.get().size().width());
        configuration.setPtyHeight(terminal.get().size().height());
        configuration.setPtyModes(Map.of(PtyMode.IUTF8, 1));
        return configuration;
    }

    /// Where bytes and endings go.
    interface Arrivals {
        void data(byte[] bytes, int offset, int length);

        /// The server closed the channel in order.
        void closedByServer();

        /// The server ends its direction.
        void eof();

        /// The channel is over, in order or not.
        void over();
    }

    private static final class Shell extends ChannelShell {
        private final Arrivals arrivals;

        Shell(@Nullable PtyChannelConfiguration terminal, Map<String, ?> environment, Arrivals arrivals) {
            super(terminal, environment);
            this.arrivals = arrivals;
        }

        @Override
        protected void doWriteData(byte[] data, int off, long len) {
            arrivals.data(data, off, (int) len);
        }

        @Override
        protected void doWriteExtendedData(byte[] data, int off, long len) {
            arrivals.data(data, off, (int) len);
        }

        @Override
        public void handleClose() throws IOException {
            arrivals.closedByServer();
            super.handleClose();
        }

        @Override
        protected void preClose() {
            arrivals.over();
            super.preClose();
        }
    }

    private static final class Exec extends ChannelExec {
        private final Arrivals arrivals;

        Exec(
                String command,
                @Nullable PtyChannelConfiguration terminal,
                Map<String, ?> environment,
                Arrivals arrivals) {
            super(command, terminal, environment);
            this.arrivals = arrivals;
        }

        @Override
        protected void doWriteData(byte[] data, int off, long len) {
            arrivals.data(data, off, (int) len);
        }

        @Override
        protected void doWriteExtendedData(byte[] data, int off, long len) {
            arrivals.data(data, off, (int) len);
        }

        @Override
        public void handleClose() throws IOException {
            arrivals.closedByServer();
            super.handleClose();
        }

        @Override
        protected void preClose() {
            arrivals.over();
            super.preClose();
        }
    }

    private static final class Subsystem extends ChannelSubsystem {
        private final Arrivals arrivals;

        Subsystem(String name, Arrivals arrivals) {
            super(name);
            this.arrivals = arrivals;
        }

        @Override
        protected void doWriteData(byte[] data, int off, long len) {
            arrivals.data(data, off, (int) len);
        }

        @Override
        protected void doWriteExtendedData(byte[] data, int off, long len) throws IOException {
            // What a subsystem says on its error stream is not part of its protocol.
            getLocalWindow().release(len);
        }

        @Override
        public void handleClose() throws IOException {
            arrivals.closedByServer();
            super.handleClose();
        }

        @Override
        protected void preClose() {
            arrivals.over();
            super.preClose();
        }
    }

    private static final class Forward extends ChannelDirectTcpip {
        private final Arrivals arrivals;

        Forward(SshdSocketAddress target, Arrivals arrivals) {
            super(ORIGIN, target);
            this.arrivals = arrivals;
        }

        @Override
        protected void doWriteData(byte[] data, int off, long len) {
            arrivals.data(data, off, (int) len);
        }

        @Override
        public void handleEof() throws IOException {
            super.handleEof();
            arrivals.eof();
        }

        @Override
        public void handleClose() throws IOException {
            arrivals.closedByServer();
            super.handleClose();
        }

        @Override
        protected void preClose() {
            arrivals.over();
            super.preClose();
        }
    }
}
