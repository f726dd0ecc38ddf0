package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.Lag;
import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.module.abi.EndEventLayout;
import dev.tubeway.internal.module.abi.EventFlags;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.EventLayout;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.internal.module.abi.LagEventLayout;
import dev.tubeway.internal.module.abi.MouseEventLayout;
import dev.tubeway.internal.module.abi.ParamEventLayout;
import dev.tubeway.internal.module.abi.Rights;
import dev.tubeway.internal.module.abi.SizeEventLayout;
import dev.tubeway.internal.module.abi.StreamEventLayout;
import dev.tubeway.internal.module.abi.StreamPurpose;
import dev.tubeway.internal.module.abi.TouchEventLayout;
import dev.tubeway.internal.module.abi.UserEventLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What clients do, on its way to the module: the host takes what is its own, the rest becomes events.
///
/// Threading: the clients' threads.
final class Input {

    /// A picture that is older is told of.
    private static final int MUCH_LAG_MILLIS = 500;

    private final Display display;
    private final EventQueue events;
    private final Lifetime lifetime;
    private final boolean clipboardTaken;
    private volatile @Nullable Clip clip;
    private boolean behind;

    /// What the client's clipboard holds.
    private static final class Clip {
        private final String type;
        private final byte[] bytes;

        Clip(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }
    }

    /// @param pasteDisabled   by the connection's settings
    /// @param clipboardGranted to the module
    Input(Display display, EventQueue events, Lifetime lifetime, boolean pasteDisabled, boolean clipboardGranted) {
        this.lifetime = lifetime;
        this.display = display;
        this.events = events;
        this.clipboardTaken = clipboardGranted && !pasteDisabled;
    }

    /// Takes an instruction of a client that is ready; false where the client leaves. What a client that is
    /// read-only does is passed over, and so is what is not known.
    boolean take(Seat seat, InstructionReader in) {
        switch (in.opcode()) {
            case SYNC -> seat.view().synced(in.longNumber(1));
            case KEY -> {
                if (!seat.readOnly() && in.elements() > 2) {
                    lifetime.input();
                    int keysym = in.number(1);
                    boolean down = in.number(2) != 0;
                    seat.client().held().key(keysym, down);
                    if (!display.key(keysym, down)) {
                        events.input(key(keysym, down));
                    }
                }
            }
            case MOUSE -> {
                if (!seat.readOnly() && in.elements() > 3) {
                    lifetime.input();
                    mouse(seat, in.number(1), in.number(2), in.number(3));
                }
            }
            case TOUCH -> {
                if (!seat.readOnly() && in.elements() > 7) {
                    lifetime.input();
                    touch(in);
                }
            }
            case SIZE -> {
                if (seat.owner() && !seat.readOnly() && in.number(1) > 0 && in.number(2) > 0) {
                    size(in.number(1), in.number(2), display.dpi());
                }
            }
            case CLIPBOARD, FILE, PIPE, ARGV, AUDIO -> seat.streams().open(in);
            case BLOB -> seat.streams().blob(in);
            case END -> seat.streams().end(in);
            case ACK -> seat.streams().ack(in);
            case DISCONNECT -> {
                return false;
            }
            case NOP, GET, PUT, SELECT, VIDEO, IMAGE, TIMEZONE, NAME, CONNECT, UNKNOWN -> {
                // Nothing to do, as with the reference.
            }
        }
        return true;
    }

    private static ByteBuffer key(int keysym, boolean down) {
        return EventQueue.record(EventKind.KEY, KeyEventLayout.SIZE)
                .putInt(KeyEventLayout.KEYSYM, keysym)
                .putInt(KeyEventLayout.DOWN, down ? 1 : 0);
    }

    private void mouse(Seat seat, int x, int y, int buttons) {
        seat.client().held().mouse(x, y, buttons);
        seat.view().moved(x, y, buttons);
        if (!display.mouse(x, y, buttons)) {
            events.input(mouse(x, y, buttons));
        }
    }

    private ByteBuffer mouse(int x, int y, int buttons) {
        return EventQueue.record(EventKind.MOUSE, MouseEventLayout.SIZE)
                .putInt(MouseEventLayout.X, x)
                .putInt(MouseEventLayout.Y, y)
                .putInt(MouseEventLayout.BUTTONS, buttons)
                .putInt(MouseEventLayout.COLUMN, display.columnAt(x))
                .putInt(MouseEventLayout.ROW, display.rowAt(y));
    }

    /// A client leaves: what it holds down goes up, or it would be down for ever.
    void letGo(Seat seat) {
        Held.All held = seat.client().held().letGo();
        for (int keysym : held.keys()) {
            if (!display.key(keysym, false)) {
                events.put(key(keysym, false), null);
            }
        }
        if (held.buttons() != 0 && !display.mouse(held.x(), held.y(), 0)) {
            events.put(mouse(held.x(), held.y(), 0), null);
        }
    }

    /// `touch,ID,X,Y,RX,RY,ANGLE,FORCE`; the last two are fractions.
    private void touch(InstructionReader in) {
        events.input(EventQueue.record(EventKind.TOUCH, TouchEventLayout.SIZE)
                .putInt(TouchEventLayout.ID, in.number(1))
                .putInt(TouchEventLayout.X, in.number(2))
                .putInt(TouchEventLayout.Y, in.number(3))
                .putInt(TouchEventLayout.RADIUS_X, in.number(4))
                .putInt(TouchEventLayout.RADIUS_Y, in.number(5))
                .putInt(TouchEventLayout.ANGLE, thousandths(in.text(6)))
                .putInt(TouchEventLayout.FORCE, thousandths(in.text(7))));
    }

    private static int thousandths(String text) {
        try {
            return (int) Math.clamp(Math.round(Double.parseDouble(text) * 1000), 0L, 1_000_000L);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// The owner's screen has this size.
    void size(int width, int height, int dpi) {
        events.input(EventQueue.record(EventKind.SIZE, SizeEventLayout.SIZE)
                .putInt(SizeEventLayout.WIDTH, width)
                .putInt(SizeEventLayout.HEIGHT, height)
                .putInt(SizeEventLayout.DPI, dpi));
    }

    boolean takesClipboard() {
        return clipboardTaken;
    }

    /// The client's clipboard has changed. A terminal is given it when the person pastes, any other module at
    /// once.
    void clipboard(String type, byte[] bytes) {
        clip = new Clip(type, bytes);
        if (display.columns() == 0) {
            paste();
        }
    }

    /// The person pastes.
    void paste() {
        Clip pasted = clip;
        if (pasted != null) {
            stream(
                    InboundStream.of("clipboard", pasted.type, "", pasted.bytes),
                    StreamPurpose.CLIPBOARD,
                    pasted.type,
                    "");
        }
    }

    /// A client opens a stream.
    void stream(InboundStream stream, int purpose, String type, String name) {
        byte[] typeBytes = utf8(type);
        byte[] nameBytes = utf8(name);
        ByteBuffer event = EventQueue.record(
                        EventKind.STREAM, StreamEventLayout.SIZE + typeBytes.length + nameBytes.length)
                .putInt(StreamEventLayout.PURPOSE, purpose)
                .putInt(StreamEventLayout.TYPE_LENGTH, typeBytes.length)
                .putInt(StreamEventLayout.NAME_LENGTH, nameBytes.length)
                .put(StreamEventLayout.SIZE, typeBytes)
                .put(StreamEventLayout.SIZE + typeBytes.length, nameBytes);
        events.put(event, stream);
    }

    /// A parameter got a value.
    void parameter(String name, String value, boolean secret) {
        byte[] nameBytes = utf8(name);
        byte[] valueBytes = utf8(secret ? "" : value);
        events.put(
                EventQueue.record(EventKind.PARAM, ParamEventLayout.SIZE + nameBytes.length + valueBytes.length)
                        .putShort(EventLayout.FLAGS, (short) (secret ? EventFlags.SECRET : 0))
                        .putInt(ParamEventLayout.NAME_LENGTH, nameBytes.length)
                        .putInt(ParamEventLayout.VALUE_LENGTH, valueBytes.length)
                        .put(ParamEventLayout.SIZE, nameBytes)
                        .put(ParamEventLayout.SIZE + nameBytes.length, valueBytes),
                null);
    }

    void joined(Seat seat) {
        user(EventKind.JOINED, seat);
    }

    void left(Seat seat) {
        user(EventKind.LEFT, seat);
    }

    private void user(int kind, Seat seat) {
        byte[] name = utf8(seat.hello().name());
        events.put(
                EventQueue.record(kind, UserEventLayout.SIZE + name.length)
                        .putInt(UserEventLayout.USER, seat.user())
                        .putInt(
                                UserEventLayout.RIGHTS,
                                (seat.owner() ? Rights.OWNER : 0) + (seat.readOnly() ? 0 : Rights.INPUT))
                        .putInt(UserEventLayout.NAME_LENGTH, name.length)
                        .put(UserEventLayout.SIZE, name),
                null);
    }

    /// How far clients are behind, as the session looks from time to time; the module is told while that is much, and
    /// once when it is over. By one thread.
    void lag(Lag lag) {
        boolean much = lag.milliseconds() >= MUCH_LAG_MILLIS;
        if (much || behind) {
            behind = much;
            events.newest(EventQueue.record(EventKind.LAG, LagEventLayout.SIZE)
                    .putInt(LagEventLayout.FRAMES, much ? lag.frames() : 0)
                    .putInt(LagEventLayout.MILLISECONDS, much ? lag.milliseconds() : 0));
        }
    }

    /// The session ends from outside.
    void end(CloseReason reason) {
        byte[] text = utf8(reason.detail());
        events.put(
                EventQueue.record(EventKind.END, EndEventLayout.SIZE + text.length)
                        .putInt(EndEventLayout.REASON, reason.kind().code())
                        .putInt(EndEventLayout.TEXT_LENGTH, text.length)
                        .put(EndEventLayout.SIZE, text),
                null);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
