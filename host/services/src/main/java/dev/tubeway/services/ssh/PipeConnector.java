package dev.tubeway.services.ssh;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.jspecify.annotations.Nullable;

/// What the library takes for its network: it is handed pipes that are connected already.
final class PipeConnector extends AbstractCloseable implements IoConnector {
    static final AttributeRepository.AttributeKey<Pipe> PIPE = new AttributeRepository.AttributeKey<>();

    private final Map<Long, IoSession> sessions = new ConcurrentHashMap<>();
    private @Nullable IoHandler handler;
    private @Nullable IoServiceEventListener listener;

    @Override
    public IoConnectFuture connect(SocketAddress address, AttributeRepository context, SocketAddress localAddress) {
        var future = new DefaultIoConnectFuture(address, null);
        Pipe pipe = context.getAttribute(PIPE);
        IoHandler known = handler;
        if (pipe == null || known == null || isClosing()) {
            future.setException(new IllegalStateException("no pipe to connect by: address=" + address));
            return future;
        }
        sessions.put(pipe.getId(), pipe);
        try {
            pipe.begin(known);
            future.setSession(pipe);
        } catch (Exception e) {
            pipe.close(true);
            future.setException(e);
        }
        return future;
    }

    void closed(Pipe pipe) {
        sessions.remove(pipe.getId());
    }

    @Override
    public Map<Long, IoSession> getManagedSessions() {
        return sessions;
    }

    @Override
    public @Nullable IoServiceEventListener getIoServiceEventListener() {
        return listener;
    }

    @Override
    public void setIoServiceEventListener(IoServiceEventListener value) {
        listener = value;
    }

    @Override
    protected void doCloseImmediately() {
        sessions.values().forEach(session -> session.close(true));
        super.doCloseImmediately();
    }

    /// The library asks a factory of factories for it.
    IoServiceFactoryFactory factory(FactoryManager unused) {
        return new IoServiceFactoryFactory() {
            @Override
            public IoServiceFactory create(FactoryManager manager) {
                return new OneConnector(PipeConnector.this);
            }

            @Override
            public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
                // There are no threads to make.
            }
        };
    }

    private record OneConnector(PipeConnector connector) implements IoServiceFactory {
        @Override
        public @Nullable IoServiceEventListener getIoServiceEventListener() {
            return connector.getIoServiceEventListener();
        }

        @Override
        public void setIoServiceEventListener(IoServiceEventListener listener) {
            connector.setIoServiceEventListener(listener);
        }

        @Override
        public IoConnector createConnector(IoHandler handler) {
            connector.handler = handler;
            return connector;
        }

        @Override
        public IoAcceptor createAcceptor(IoHandler handler) {
            throw new UnsupportedOperationException("nothing is accepted here");
        }

        @Override
        public CloseFuture close(boolean immediately) {
            return connector.close(immediately);
        }

        @Override
        public void addCloseFutureListener(org.apache.sshd.common.future.SshFutureListener<CloseFuture> closeListener) {
            connector.addCloseFutureListener(closeListener);
        }

        @Override
        public void removeCloseFutureListener(
                org.apache.sshd.common.future.SshFutureListener<CloseFuture> closeListener) {
            connector.removeCloseFutureListener(closeListener);
        }

        @Override
        public boolean isClosed() {
            return connector.isClosed();
        }

        @Override
        public boolean isClosing() {
            return connector.isClosing();
        }
    }
}
