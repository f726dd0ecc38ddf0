package dev.tubeway.internal.display;

/// What one client sees of a [Display]: it starts with the whole picture and then pulls what changed.
///
/// The module never waits for a view. What changes while a view is behind becomes one update.
///
/// Threading: [#write] by one thread at a time; the rest by any.
public final class View implements AutoCloseable {
    private final Display display;
    private final ViewOptions options;
    private volatile Runnable listener = () -> {};

    View(Display display, ViewOptions options) {
        this.display = display;
        this.options = options;
    }

    /// Writes everything that changed since the last call, and a `sync` behind it; false if there is nothing to tell
    /// or the client has not yet answered the frames that are on their way.
    public boolean write() {
        return options.maxUnsynced() < unsynced();
    }

    /// Takes the client's answer to a `sync`.
    public void synced(long milliseconds) {}

    /// Frames that the client has not answered.
    public int unsynced() {
        return 0;
    }

    /// Tells when [#write] is worth a call: a frame has ended, or the client has answered one. The listener returns at
    /// once and does not call the view.
    public void onChange(Runnable newListener) {
        listener = newListener;
        listener.run();
    }

    /// The whole picture is sent with the next update, as to a new client.
    public void refresh() {}

    /// Forgets the view; nothing is written any more.
    @Override
    public void close() {
        display.forget(this);
    }
}
