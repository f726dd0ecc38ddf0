package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions that a module may import, and how a call of each reaches [Imports].
///
/// Threading: immutable.
@SuppressWarnings("ImmutableEnumChecker") // the array is never given away
public enum AbiFunction {
    /// feature
    FEATURE(
            "feature",
            "ii",
            new int[] {0},
            -1,
            "",
            0,
            false,
            0x30L,
            (imports, a) -> imports.feature((int) a[0], (int) a[1])),
    /// param
    PARAM(
            "param",
            "iiii",
            new int[] {0, 2},
            2,
            "",
            0,
            false,
            0x90L,
            (imports, a) -> imports.param((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// param_require
    PARAM_REQUIRE(
            "param_require",
            "ii",
            new int[] {0},
            -1,
            "",
            0,
            false,
            0xa8L,
            (imports, a) -> imports.paramRequire((int) a[0], (int) a[1])),
    /// secret
    SECRET(
            "secret",
            "iiii",
            new int[] {0, 2},
            2,
            "secrets",
            0,
            false,
            0x90L,
            (imports, a) -> imports.secret((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// clock
    CLOCK(
            "clock",
            "iii",
            new int[] {1},
            1,
            "",
            0,
            true,
            0x40L,
            (imports, a) -> imports.clock((int) a[0], (int) a[1], (int) a[2])),
    /// random
    RANDOM(
            "random",
            "ii",
            new int[] {0},
            0,
            "",
            0,
            false,
            0x0L,
            (imports, a) -> imports.random((int) a[0], (int) a[1])),
    /// log
    LOG(
            "log",
            "iii",
            new int[] {1},
            -1,
            "",
            0,
            false,
            0x40L,
            (imports, a) -> imports.log((int) a[0], (int) a[1], (int) a[2])),
    /// end
    END(
            "end",
            "iii",
            new int[] {1},
            -1,
            "",
            0,
            false,
            0x40L,
            (imports, a) -> imports.end((int) a[0], (int) a[1], (int) a[2])),
    /// target_info
    TARGET_INFO(
            "target_info",
            "ii",
            new int[] {0},
            0,
            "",
            0,
            false,
            0x0L,
            (imports, a) -> imports.targetInfo((int) a[0], (int) a[1])),
    /// wait
    WAIT(
            "wait",
            "iii",
            new int[] {0},
            0,
            "",
            0,
            true,
            0x4aL,
            (imports, a) -> imports.wait((int) a[0], (int) a[1], (int) a[2])),
    /// close
    CLOSE(
            "close",
            "i",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x40L,
            (imports, a) -> imports.close((int) a[0])),
    /// connect
    CONNECT(
            "connect",
            "iiii",
            new int[] {0},
            -1,
            "",
            0,
            false,
            0x27daL,
            (imports, a) -> imports.connect((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// read
    READ(
            "read",
            "iiii",
            new int[] {1},
            1,
            "",
            0,
            true,
            0x304eL,
            (imports, a) -> imports.read((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// write
    WRITE(
            "write",
            "iiii",
            new int[] {1},
            -1,
            "",
            0,
            true,
            0x314eL,
            (imports, a) -> imports.write((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// write_all
    WRITE_ALL(
            "write_all",
            "iiii",
            new int[] {1},
            -1,
            "",
            0,
            true,
            0x314eL,
            (imports, a) -> imports.writeAll((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// shutdown
    SHUTDOWN(
            "shutdown",
            "i",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x204cL,
            (imports, a) -> imports.shutdown((int) a[0])),
    /// start_tls
    START_TLS(
            "start_tls",
            "iiii",
            new int[] {1},
            -1,
            "tls",
            0,
            false,
            0x387eL,
            (imports, a) -> imports.startTls((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// stream_info
    STREAM_INFO(
            "stream_info",
            "iiii",
            new int[] {2},
            2,
            "",
            0,
            false,
            0xc0L,
            (imports, a) -> imports.streamInfo((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// event
    EVENT(
            "event",
            "iii",
            new int[] {0},
            0,
            "",
            0,
            true,
            0xaL,
            (imports, a) -> imports.event((int) a[0], (int) a[1], (int) a[2])),
    /// stream_open
    STREAM_OPEN(
            "stream_open",
            "iiiii",
            new int[] {1, 3},
            -1,
            "",
            0,
            false,
            0x178L,
            (imports, a) -> imports.streamOpen(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4])),
    /// stream_refuse
    STREAM_REFUSE(
            "stream_refuse",
            "iiii",
            new int[] {2},
            -1,
            "",
            0,
            false,
            0x48L,
            (imports, a) -> imports.streamRefuse((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// message
    MESSAGE(
            "message",
            "ii",
            new int[] {0},
            -1,
            "",
            0,
            false,
            0x28L,
            (imports, a) -> imports.message((int) a[0], (int) a[1])),
    /// ssh_connect
    SSH_CONNECT(
            "ssh_connect",
            "iii",
            new int[] {0},
            -1,
            "ssh",
            1,
            false,
            0x3fdeL,
            (imports, a) -> imports.sshConnect((int) a[0], (int) a[1], (int) a[2])),
    /// ssh_authenticate
    SSH_AUTHENTICATE(
            "ssh_authenticate",
            "iiii",
            new int[] {1},
            -1,
            "ssh",
            1,
            false,
            0x384eL,
            (imports, a) -> imports.sshAuthenticate((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// ssh_question
    SSH_QUESTION(
            "ssh_question",
            "iii",
            new int[] {1},
            1,
            "ssh",
            1,
            false,
            0x40L,
            (imports, a) -> imports.sshQuestion((int) a[0], (int) a[1], (int) a[2])),
    /// ssh_failure
    SSH_FAILURE(
            "ssh_failure",
            "ii",
            new int[] {0},
            0,
            "ssh",
            1,
            false,
            0x0L,
            (imports, a) -> imports.sshFailure((int) a[0], (int) a[1])),
    /// ssh_shell
    SSH_SHELL(
            "ssh_shell",
            "iiii",
            new int[] {1},
            -1,
            "ssh",
            1,
            false,
            0x335eL,
            (imports, a) -> imports.sshShell((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// ssh_exec
    SSH_EXEC(
            "ssh_exec",
            "iiiiii",
            new int[] {1, 3},
            -1,
            "ssh",
            1,
            false,
            0x335eL,
            (imports, a) -> imports.sshExec(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5])),
    /// ssh_subsystem
    SSH_SUBSYSTEM(
            "ssh_subsystem",
            "iiii",
            new int[] {1},
            -1,
            "ssh",
            1,
            false,
            0x334eL,
            (imports, a) -> imports.sshSubsystem((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// ssh_forward
    SSH_FORWARD(
            "ssh_forward",
            "iiii",
            new int[] {1},
            -1,
            "sshforward",
            1,
            false,
            0x335eL,
            (imports, a) -> imports.sshForward((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// ssh_agent
    SSH_AGENT(
            "ssh_agent",
            "i",
            new int[] {},
            -1,
            "sshagent",
            1,
            false,
            0x48L,
            (imports, a) -> imports.sshAgent((int) a[0])),
    /// ssh_resize
    SSH_RESIZE(
            "ssh_resize",
            "iiiii",
            new int[] {},
            -1,
            "ssh",
            1,
            false,
            0x4cL,
            (imports, a) -> imports.sshResize(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4])),
    /// ssh_hostkey
    SSH_HOSTKEY(
            "ssh_hostkey",
            "iii",
            new int[] {1},
            1,
            "ssh",
            1,
            false,
            0x40L,
            (imports, a) -> imports.sshHostkey((int) a[0], (int) a[1], (int) a[2])),
    /// surface_new
    SURFACE_NEW(
            "surface_new",
            "ii",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x148L,
            (imports, a) -> imports.surfaceNew((int) a[0], (int) a[1])),
    /// surface_size
    SURFACE_SIZE(
            "surface_size",
            "iii",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x148L,
            (imports, a) -> imports.surfaceSize((int) a[0], (int) a[1], (int) a[2])),
    /// surface_put
    SURFACE_PUT(
            "surface_put",
            "iiiiiiiii",
            new int[] {7},
            -1,
            "",
            0,
            true,
            0x48L,
            (imports, a) -> imports.surfacePut(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5],
                    (int) a[6],
                    (int) a[7],
                    (int) a[8])),
    /// surface_palette
    SURFACE_PALETTE(
            "surface_palette",
            "iiii",
            new int[] {2},
            -1,
            "",
            0,
            false,
            0x48L,
            (imports, a) -> imports.surfacePalette((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// surface_fill
    SURFACE_FILL(
            "surface_fill",
            "iiiiii",
            new int[] {},
            -1,
            "",
            0,
            true,
            0x48L,
            (imports, a) -> imports.surfaceFill(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5])),
    /// surface_rects
    SURFACE_RECTS(
            "surface_rects",
            "iii",
            new int[] {1},
            -1,
            "",
            0,
            true,
            0x48L,
            (imports, a) -> imports.surfaceRects((int) a[0], (int) a[1], (int) a[2])),
    /// surface_runs
    SURFACE_RUNS(
            "surface_runs",
            "iiiiiiii",
            new int[] {6},
            -1,
            "",
            0,
            true,
            0x48L,
            (imports, a) -> imports.surfaceRuns(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5],
                    (int) a[6],
                    (int) a[7])),
    /// surface_copy
    SURFACE_COPY(
            "surface_copy",
            "iiiiiiii",
            new int[] {},
            -1,
            "",
            0,
            true,
            0x48L,
            (imports, a) -> imports.surfaceCopy(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5],
                    (int) a[6],
                    (int) a[7])),
    /// surface_put_encoded
    SURFACE_PUT_ENCODED(
            "surface_put_encoded",
            "iiiiiiii",
            new int[] {6},
            -1,
            "",
            0,
            true,
            0x68L,
            (imports, a) -> imports.surfacePutEncoded(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5],
                    (int) a[6],
                    (int) a[7])),
    /// cursor
    CURSOR(
            "cursor",
            "iiiiiii",
            new int[] {5},
            -1,
            "",
            0,
            false,
            0x48L,
            (imports, a) -> imports.cursor(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5],
                    (int) a[6])),
    /// cursor_named
    CURSOR_NAMED(
            "cursor_named",
            "i",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x48L,
            (imports, a) -> imports.cursorNamed((int) a[0])),
    /// cursor_move
    CURSOR_MOVE(
            "cursor_move",
            "ii",
            new int[] {},
            -1,
            "",
            2,
            false,
            0x8L,
            (imports, a) -> imports.cursorMove((int) a[0], (int) a[1])),
    /// frame
    FRAME(
            "frame",
            "",
            new int[] {},
            -1,
            "",
            0,
            true,
            0x8L,
            (imports, a) -> imports.frame()),
    /// grid_open
    GRID_OPEN(
            "grid_open",
            "iiii",
            new int[] {0, 2},
            2,
            "",
            0,
            false,
            0x48L,
            (imports, a) -> imports.gridOpen((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// grid_cells
    GRID_CELLS(
            "grid_cells",
            "iiii",
            new int[] {2},
            -1,
            "",
            0,
            true,
            0xc8L,
            (imports, a) -> imports.gridCells((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// grid_fill
    GRID_FILL(
            "grid_fill",
            "iiiiii",
            new int[] {4},
            -1,
            "",
            0,
            true,
            0xc8L,
            (imports, a) -> imports.gridFill(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5])),
    /// grid_grapheme
    GRID_GRAPHEME(
            "grid_grapheme",
            "ii",
            new int[] {0},
            -1,
            "",
            0,
            false,
            0x1c8L,
            (imports, a) -> imports.gridGrapheme((int) a[0], (int) a[1])),
    /// grid_scroll
    GRID_SCROLL(
            "grid_scroll",
            "iii",
            new int[] {},
            -1,
            "",
            0,
            true,
            0xc8L,
            (imports, a) -> imports.gridScroll((int) a[0], (int) a[1], (int) a[2])),
    /// grid_clear
    GRID_CLEAR(
            "grid_clear",
            "",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x88L,
            (imports, a) -> imports.gridClear()),
    /// grid_cursor
    GRID_CURSOR(
            "grid_cursor",
            "iiii",
            new int[] {},
            -1,
            "",
            0,
            true,
            0xc8L,
            (imports, a) -> imports.gridCursor((int) a[0], (int) a[1], (int) a[2], (int) a[3])),
    /// grid_mode
    GRID_MODE(
            "grid_mode",
            "i",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x88L,
            (imports, a) -> imports.gridMode((int) a[0])),
    /// grid_palette
    GRID_PALETTE(
            "grid_palette",
            "ii",
            new int[] {},
            -1,
            "",
            0,
            false,
            0xc8L,
            (imports, a) -> imports.gridPalette((int) a[0], (int) a[1])),
    /// grid_scrollback_clear
    GRID_SCROLLBACK_CLEAR(
            "grid_scrollback_clear",
            "",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x88L,
            (imports, a) -> imports.gridScrollbackClear()),
    /// grid_title
    GRID_TITLE(
            "grid_title",
            "ii",
            new int[] {0},
            -1,
            "",
            0,
            false,
            0x88L,
            (imports, a) -> imports.gridTitle((int) a[0], (int) a[1])),
    /// grid_raw
    GRID_RAW(
            "grid_raw",
            "ii",
            new int[] {0},
            -1,
            "",
            0,
            true,
            0x88L,
            (imports, a) -> imports.gridRaw((int) a[0], (int) a[1])),
    /// inflate_new
    INFLATE_NEW(
            "inflate_new",
            "i",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x160L,
            (imports, a) -> imports.inflateNew((int) a[0])),
    /// inflate
    INFLATE(
            "inflate",
            "iiiii",
            new int[] {1, 3},
            3,
            "",
            0,
            true,
            0x1144L,
            (imports, a) -> imports.inflate(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4])),
    /// deflate_new
    DEFLATE_NEW(
            "deflate_new",
            "ii",
            new int[] {},
            -1,
            "",
            0,
            false,
            0x160L,
            (imports, a) -> imports.deflateNew((int) a[0], (int) a[1])),
    /// deflate
    DEFLATE(
            "deflate",
            "iiiiii",
            new int[] {1, 4},
            4,
            "",
            0,
            true,
            0x144L,
            (imports, a) -> imports.deflate(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5])),
    /// digest
    DIGEST(
            "digest",
            "iiiii",
            new int[] {1, 3},
            3,
            "",
            0,
            false,
            0x60L,
            (imports, a) -> imports.digest(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4])),
    /// hmac
    HMAC(
            "hmac",
            "iiiiiii",
            new int[] {1, 3, 5},
            5,
            "",
            0,
            false,
            0x60L,
            (imports, a) -> imports.hmac(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5],
                    (int) a[6])),
    /// cipher_new
    CIPHER_NEW(
            "cipher_new",
            "iiiiii",
            new int[] {2, 4},
            -1,
            "",
            0,
            false,
            0x160L,
            (imports, a) -> imports.cipherNew(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5])),
    /// cipher
    CIPHER(
            "cipher",
            "iiiii",
            new int[] {1, 3},
            3,
            "",
            0,
            true,
            0x40L,
            (imports, a) -> imports.cipher(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4])),
    /// aead
    AEAD(
            "aead",
            "iiiiiiiiiiii",
            new int[] {2, 4, 6, 8, 10},
            10,
            "",
            0,
            true,
            0x860L,
            (imports, a) -> imports.aead(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4],
                    (int) a[5],
                    (int) a[6],
                    (int) a[7],
                    (int) a[8],
                    (int) a[9],
                    (int) a[10],
                    (int) a[11])),
    /// image_decode
    IMAGE_DECODE(
            "image_decode",
            "iiiii",
            new int[] {1, 3},
            3,
            "",
            0,
            false,
            0x1160L,
            (imports, a) -> imports.imageDecode(
                    (int) a[0],
                    (int) a[1],
                    (int) a[2],
                    (int) a[3],
                    (int) a[4]));

    /// A call that was taken apart: each argument in a long, i32 sign-extended or not.
    @FunctionalInterface
    public interface Call {
        /// Runs the function; allocates nothing of its own.
        int call(Imports imports, long[] arguments);
    }

    private static final Map<String, AbiFunction> BY_NAME = new HashMap<>();

    static {
        for (AbiFunction function : values()) {
            BY_NAME.put(function.importName, function);
        }
    }

    private final String importName;
    private final String parameters;
    private final int[] pointers;
    private final int output;
    private final String capability;
    private final int since;
    private final boolean hot;
    private final long statuses;
    private final Call call;

    AbiFunction(
            String importName,
            String parameters,
            int[] pointers,
            int output,
            String capability,
            int since,
            boolean hot,
            long statuses,
            Call call) {
        this.importName = importName;
        this.parameters = parameters;
        this.pointers = pointers;
        this.output = output;
        this.capability = capability;
        this.since = since;
        this.hot = hot;
        this.statuses = statuses;
        this.call = call;
    }

    /// The function of an import's name; null when there is none.
    public static @Nullable AbiFunction named(String importName) {
        return BY_NAME.get(importName);
    }

    public String importName() {
        return importName;
    }

    /// The types of its parameters, `i` for i32 and `l` for i64; the result is one i32.
    public String parameters() {
        return parameters;
    }

    /// How many arguments are pointers; each one's length is the argument after it.
    public int pointerCount() {
        return pointers.length;
    }

    /// The index of the n-th argument that is a pointer.
    public int pointer(int n) {
        return pointers[n];
    }

    /// The index of the pointer to the buffer that the host writes into; -1 when it writes none.
    public int output() {
        return output;
    }

    /// The capability that every call needs; empty when it needs none, or only with some arguments.
    public String capability() {
        return capability;
    }

    /// The minor version that brought it.
    public int since() {
        return since;
    }

    /// Whether sessions call it many times a second.
    public boolean isHot() {
        return hot;
    }

    /// Whether the table lists a status for it.
    public boolean mayAnswer(int status) {
        return status < 0 && status > -64 && (statuses & 1L << -status) != 0;
    }

    /// Whether it answers CANCELLED, and does nothing, once the session ends from outside.
    public boolean isCancelled() {
        return mayAnswer(Status.CANCELLED);
    }

    /// The call's way to the implementer.
    public Call call() {
        return call;
    }
}
