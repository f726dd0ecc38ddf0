package dev.tubeway.internal.display;

import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.spi.ImageFormat;
import org.jspecify.annotations.Nullable;

/// What one client sees of a [Display]: it starts with the whole picture and then pulls what changed.
///
/// The module never waits for a view. What changes while a view is behind becomes one update: copies in
/// their order, then images of all that is damaged. A copy that the client makes of pixels that are
/// stale there leaves stale pixels, so damage moves with it; as the images come last and show the
/// picture as it is, the client's picture is right after each update.
///
/// What moves like a film is sent as images that lose something, where the client takes them; the view remembers
/// where, and sends that part once more, exactly, when it has come to rest.
///
/// A terminal's frame that is half drawn is awaited, for a while.
///
/// Where another client, or the module, moves the pointer is told too: the newest place, with the next update.
///
/// Threading: [#write] by one thread at a time; the rest by any.
public final class View implements AutoCloseable {
    private static final int MAX_IMAGE_PIXELS = 1 << 18;
    private static final int SOURCE = 12;
    private static final int OVER = 14;
    private static final int POINTER_BUFFER = -1;
    private static final String PNG = "image/png";
    private static final String JPEG = "image/jpeg";
    private static final String WEBP = "image/webp";

    /// What has not changed for so long is at rest.
    private static final long REST_NANOS = 300_000_000;

    /// An image more costs as much as so many pixels that did not change.
    private static final int MOST_ADDED = 1 << 12;

    /// Who is to get less than this gets no image of the server's: it was made for a better link.
    private static final int LEAST_FOR_UNITS = 60;

    /// What is sent exactly once more in one update, pixels; the rest waits for the next one.
    private static final int MOST_MENDED = 1 << 18;

    /// So much is a few lines of text: it is encoded in a tenth of a millisecond.
    private static final int LITTLE_PIXELS = 1 << 14;

    /// What [#collect] answers where there is more than that.
    static final long TOO_MUCH = -2;

    private final Display display;
    private final Screen screen;
    private final ViewOptions options;
    private volatile Runnable listener = () -> {};
    private volatile Runnable frameListener = () -> {};
    private volatile boolean closed;
    private volatile long framesSeen = -1;
    private volatile long movesSeen;
    private volatile boolean due;
    private volatile long dueNanos;

    // Under the display's lock.
    private long framesTold;
    private boolean awaitsFrame;
    private final Damage damage = new Damage();

    /// What the client has only nearly.
    private final Damage lossy = new Damage();

    private final Copies copies = new Copies();
    private boolean resized = true;
    private @Nullable String titleSeen = "";
    private @Nullable Pointer pointerSeen;
    private final Pace pace;

    View(Display display, Screen screen, ViewOptions options) {
        this.display = display;
        this.screen = screen;
        this.options = options;
        this.pace = new Pace(options.maxUnsynced());
    }

    /// Writes everything that changed since the last call, and a `sync` behind it; false if there is
    /// nothing to tell or the client has not yet answered the frames that are on their way.
    public boolean write(InstructionWriter out) {
        return write(out, () -> {});
    }

    /// As [#write(InstructionWriter)].
    ///
    /// @param ahead called, without a lock, once it is certain which frame this will be: what was said before that
    ///     frame ended is to be written now, so that it reaches the client no later than the frame
    public boolean write(InstructionWriter out, Runnable ahead) {
        return write(out, false, ahead) == Written.ALL;
    }

    /// As [#write], where what changed is no more than a few lines of text, and nobody else needs images of it; false,
    /// with nothing written, where it is more.
    public boolean writeLittle(InstructionWriter out) {
        return write(out, true, () -> {}) != Written.TOO_MUCH;
    }

    private enum Written {
        ALL,
        NOTHING,
        TOO_MUCH
    }

    private Written write(InstructionWriter out, boolean little, Runnable ahead) {
        boolean nothingNew = framesSeen == screen.frames() && movesSeen == screen.moves();
        if (closed || (nothingNew && waitNanos() > 0)) {
            return Written.NOTHING;
        }
        Workbench bench = Workbench.borrow();
        try {
            long sync = display.collect(this, bench, little);
            if (sync < 0) {
                return sync == TOO_MUCH ? Written.TOO_MUCH : Written.NOTHING;
            }
            ahead.run();
            int before = out.length();
            write(out, bench);
            out.op("sync").arg(sync).arg(bench.frames).end();
            display.sent(this, out.length() - before);
            return Written.ALL;
        } finally {
            bench.giveBack();
        }
    }

    /// Takes the client's answer to a `sync`.
    public void synced(long milliseconds) {
        if (display.answered(this, milliseconds)) {
            wake();
        }
    }

    /// The client moved the pointer, or pressed a button there: the others are to see it.
    public void moved(int x, int y, int buttons) {
        display.moved(this, x, y, buttons);
    }

    /// Frames that the client has not answered; at most what the options allow.
    public int unsynced() {
        return pace.onTheirWay();
    }

    /// How long until [#write] may have something to tell although no frame has ended, nanoseconds; not more than
    /// 0 if it may now, [Long#MAX_VALUE] if it will not.
    public long waitNanos() {
        return due && !closed ? dueNanos - display.nanos() : Long.MAX_VALUE;
    }

    /// Tells when [#write] is worth a call: a frame has ended, or the client has answered one. The
    /// listener returns at once and does not call the view. It is called once now, as something may
    /// already wait.
    public void onChange(Runnable newListener) {
        onChange(newListener, newListener);
    }

    /// As [#onChange(Runnable)].
    ///
    /// @param frameEnded told instead where the module has ended a frame, on its thread, and may call
    ///     [#writeLittle]
    public void onChange(Runnable newListener, Runnable frameEnded) {
        listener = newListener;
        frameListener = frameEnded;
        wake();
    }

    /// The whole picture is sent with the next update, as to a new client.
    public void refresh() {
        display.locked(() -> {
            whole();
            titleSeen = null;
            pointerSeen = null;
            framesSeen = -1;
            movesSeen = 0;
        });
        wake();
    }

    /// Forgets the view; nothing is written any more.
    @Override
    public void close() {
        closed = true;
        display.forget(this);
    }

    void wake() {
        listener.run();
    }

    /// The module has ended a frame, on this thread.
    void frameEnded() {
        frameListener.run();
    }

    void end() {
        closed = true;
    }

    // ---- under the display's lock

    /// The client has answered a `sync`; true where something waits for that.
    boolean answered(long milliseconds) {
        pace.answered(milliseconds, display.nanos());
        return framesSeen != screen.frames() || movesSeen != screen.moves();
    }

    Lag lag() {
        return pace.lag(display.nanos());
    }

    /// Up to when the client has seen all that it was sent.
    long seenNanos(long nowNanos) {
        return pace.seenNanos(nowNanos);
    }

    void whole() {
        resized = true;
    }

    /// The client knows where the pointer is.
    void knowsPlace() {
        movesSeen = screen.moves();
    }

    void changed(int x, int y, int w, int h) {
        if (!resized) {
            damage.add(x, y, w, h);
        }
    }

    void copied(int x, int y, int w, int h, int toX, int toY) {
        if (resized) {
            return;
        }
        if (2 * damage.within(x, y, w, h) > (long) w * h || !copies.hasRoom(x, y, w, h, toX, toY)) {
            damage.add(toX, toY, w, h);
            return;
        }
        damage.copied(x, y, w, h, toX, toY);
        lossy.copied(x, y, w, h, toX, toY);
        copies.add(x, y, w, h, toX, toY, damage);
    }

    /// A frame of so many bytes was written.
    void sent(int bytes) {
        pace.sent(bytes);
    }

    private boolean isLittle() {
        return !resized && screen.views().length == 1 && damage.pixels() <= LITTLE_PIXELS && lossy.isClean();
    }

    /// Moves what is to be told to the workbench; answers the time of its `sync`, -1 if there is
    /// nothing, or [#TOO_MUCH] where only a little is wanted.
    long collect(Workbench bench, boolean little) {
        if (!pace.mayFollow()) {
            // Its answer wakes this view.
            framesSeen = -1;
            due = false;
            awaitsFrame = false;
            return -1;
        }
        if (display.isHalfDrawn() && !hasAwaitedFrame()) {
            // Its end wakes this view.
            framesSeen = -1;
            return -1;
        }
        awaitsFrame = false;
        display.tell();
        if (little && !isLittle()) {
            return TOO_MUCH;
        }
        due = false;
        long frames = screen.frames();
        framesSeen = frames;
        bench.begin();
        bench.frames = resized ? Math.min(frames, 1) : frames - framesTold;
        if (resized) {
            resized = false;
            copies.clear();
            damage.reset(screen.width(), screen.height());
            damage.add(0, 0, screen.width(), screen.height());
            lossy.reset(screen.width(), screen.height());
            bench.width = screen.width();
            bench.height = screen.height();
        }
        copies.moveTo(bench.copies);
        takeDamage(bench);
        bench.addImages(screen, display, MAX_IMAGE_PIXELS);
        if (!screen.pointer().equals(pointerSeen)) {
            pointerSeen = screen.pointer();
            bench.pointer = pointerSeen;
        }
        if (movesSeen != screen.moves()) {
            knowsPlace();
            bench.moved = true;
            bench.pointerX = screen.pointerX();
            bench.pointerY = screen.pointerY();
            bench.pointerButtons = screen.pointerButtons();
        }
        if (!screen.title().equals(titleSeen)) {
            titleSeen = screen.title();
            bench.title = titleSeen;
        }
        if (bench.isEmpty()) {
            return -1;
        }
        framesTold = frames;
        return pace.next(display.nanos());
    }

    /// Whether a frame's end was awaited for as long as any is; the wait begins now where it had not.
    private boolean hasAwaitedFrame() {
        long now = display.nanos();
        if (!awaitsFrame) {
            awaitsFrame = true;
            due = true;
            dueNanos = now + Display.LONGEST_FRAME_NANOS;
        }
        return now - dueNanos >= 0;
    }

    /// Moves the damage to the workbench. A terminal's text is never lossy, and needs none of the libraries.
    private void takeDamage(Workbench bench) {
        if (!display.drawsPixels()) {
            damage.take(bench.damage);
            return;
        }
        bench.webp = pace.isSlow() && sends(ImageFormat.WEBP, WEBP);
        if (sends(ImageFormat.JPEG, JPEG)) {
            takeMoving(bench);
        } else {
            damage.take(bench.damage);
        }
        bench.damage.merge(MOST_ADDED);
    }

    /// Whether this host encodes what the client takes.
    private boolean sends(ImageFormat format, String type) {
        return options.takes(type) && ImageCoders.host().encodes().contains(format);
    }

    /// Moves what may lose something, what may not, and what did and is at rest now.
    private void takeMoving(Workbench bench) {
        bench.quality = pace.quality();
        takeUnits(bench);
        long restedNanos = display.nanos() - REST_NANOS;
        damage.offerTiles((x, y, w, h) -> {
            if (screen.isMoving(x, y, restedNanos)) {
                bench.lossy.join(x, y, w, h);
            } else {
                bench.damage.join(x, y, w, h);
                lossy.mended(x, y, w, h);
            }
            return true;
        });
        mend(bench, restedNanos);
        for (int i = 0; i < bench.lossy.count(); i++) {
            lossy.add(bench.lossy.x(i), bench.lossy.y(i), bench.lossy.width(i), bench.lossy.height(i));
        }
        for (Screen.Encoded unit : bench.units) {
            lossy.add(unit.x(), unit.y(), unit.width(), unit.height());
        }
        due = !lossy.isClean();
        dueNanos = display.nanos() + (bench.mended < MOST_MENDED ? REST_NANOS / 4 : 0);
    }

    /// Takes what came encoded, where most of it is to be told.
    private void takeUnits(Workbench bench) {
        if (bench.quality < LEAST_FOR_UNITS) {
            return;
        }
        for (Screen.Encoded unit : screen.units()) {
            long area = (long) unit.width() * unit.height();
            if (2 * damage.within(unit.x(), unit.y(), unit.width(), unit.height()) > area) {
                bench.units.add(unit);
            }
        }
        // What is in the middle of a tile's damage first is at its side once its neighbours are taken.
        for (int pass = 0; pass < 2; pass++) {
            for (Screen.Encoded unit : bench.units) {
                damage.mendedAll(unit.x(), unit.y(), unit.width(), unit.height());
            }
        }
    }

    private void mend(Workbench bench, long restedNanos) {
        lossy.offerTiles((x, y, w, h) -> {
            boolean taken = bench.mended < MOST_MENDED && screen.isAtRest(x, y, restedNanos);
            if (taken) {
                bench.damage.join(x, y, w, h);
                bench.mended += w * h;
            }
            return taken;
        });
    }

    // ---- without it

    private void write(InstructionWriter out, Workbench bench) {
        if (bench.width > 0) {
            out.op("size").arg(0).arg(bench.width).arg(bench.height).end();
        }
        for (int i = 0; i < bench.copies.count(); i++) {
            bench.copies.write(i, out);
        }
        bench.units.forEach(unit -> image(out, unit));
        for (int i = 0; i < bench.imageCount(); i++) {
            Screen.Encoded image = bench.image(i, display);
            if (image == null) {
                again(bench, i);
            } else {
                image(out, image);
            }
        }
        if (bench.pointer != null) {
            pointer(out, bench.png, bench.pointer);
        }
        if (bench.moved) {
            out.op("mouse").arg(bench.pointerX).arg(bench.pointerY);
            out.arg(bench.pointerButtons).end();
        }
        if (bench.title != null) {
            out.op("name").arg(bench.title).end();
        }
    }

    /// Tells an image with the next update: the view that was about to encode it has failed.
    private void again(Workbench bench, int i) {
        display.locked(() -> {
            SharedImages.Wish wish = bench.wish(i);
            changed(wish.x(), wish.y(), wish.width(), wish.height());
            framesSeen = -1;
        });
        wake();
    }

    private void image(InstructionWriter out, Screen.Encoded image) {
        byte[] bytes = image.bytes();
        if (bytes == null) {
            out.op("rect").arg(0).arg(image.x()).arg(image.y());
            out.arg(image.width()).arg(image.height()).end();
            out.op("cfill").arg(OVER).arg(0).arg(image.color() >> 16 & 0xff);
            out.arg(image.color() >> 8 & 0xff)
                    .arg(image.color() & 0xff)
                    .arg(255)
                    .end();
        } else {
            String type = switch (image.format()) {
                case JPEG -> JPEG;
                case PNG -> PNG;
                case WEBP, WEBP_LOSSLESS -> WEBP;
            };
            blobs(out, 0, OVER, image.x(), image.y(), type, bytes, bytes.length);
        }
    }

    private void pointer(InstructionWriter out, PngEncoder png, Pointer picture) {
        png.encodeWithAlpha(picture.pixels(), picture.width(), picture.height());
        int width = picture.width();
        int height = picture.height();
        out.op("size").arg(POINTER_BUFFER).arg(width).arg(height).end();
        blobs(out, POINTER_BUFFER, SOURCE, 0, 0, PNG, png.bytes(), png.length());
        out.op("cursor")
                .arg(picture.x())
                .arg(picture.y())
                .arg(POINTER_BUFFER)
                .arg(0)
                .arg(0);
        out.arg(width).arg(height).end();
    }

    private void blobs(
            InstructionWriter out, int layer, int mask, int x, int y, String type, byte[] bytes, int length) {
        int stream = options.stream();
        out.op("img").arg(stream).arg(mask).arg(layer).arg(type).arg(x).arg(y).end();
        for (int at = 0; at < length; at += InstructionWriter.MAX_BLOB_BYTES) {
            int part = Math.min(InstructionWriter.MAX_BLOB_BYTES, length - at);
            out.op("blob").arg(stream).argBase64(bytes, at, part).end();
        }
        out.op("end").arg(stream).end();
    }
}
