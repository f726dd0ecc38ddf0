package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// What a module imports, one method a function; the caller has checked each pointer and length
/// against the guest's memory, which the implementer reaches by itself.
///
/// Errors: the statuses that each method lists; see [Status].
/// Threading: the session's thread only.
public interface Imports {

    /// Tells whether something is offered here and granted to this module.
    ///
    /// @param namePointer a function of this table, a capability, or `enum.value` such as
    /// `codec.h264`
    /// @param nameLength bytes
    /// @return 1: offered and granted; DENIED, UNSUPPORTED
    int feature(int namePointer, int nameLength);

    /// Reads a parameter of the session. Answers the full length; writes only if it fits. A
    /// parameter that the manifest marks secret is DENIED: it is read by `secret`. NOT_FOUND: the
    /// manifest does not name it, or it has neither value nor default.
    ///
    /// @param namePointer the parameter, as the manifest names it
    /// @param nameLength bytes
    /// @param outPointer receives the value
    /// @param outLength bytes
    /// @return length of the value; DENIED, NOT_FOUND
    int param(int namePointer, int nameLength, int outPointer, int outLength);

    /// Asks the client's person for parameters; the values come as PARAM events. NOT_FOUND: the
    /// manifest does not name one of them. UNSUPPORTED: no client of the session can be asked.
    ///
    /// @param namesPointer names of parameters, one a line
    /// @param namesLength bytes
    /// @return 0; CANCELLED, UNSUPPORTED, NOT_FOUND
    int paramRequire(int namesPointer, int namesLength);

    /// Reads a secret parameter of the session; each reading is audited. Answers the full length;
    /// writes only if it fits.
    ///
    /// @param namePointer the parameter, as the manifest names it
    /// @param nameLength bytes
    /// @param outPointer receives the value
    /// @param outLength bytes
    /// @return length of the value; DENIED, NOT_FOUND
    int secret(int namePointer, int nameLength, int outPointer, int outLength);

    /// Reads a clock.
    ///
    /// @param kind which clock, see [ClockKind]
    /// @param outPointer receives the time; shorter than the record is INVALID, see [TimeLayout]
    /// @param outLength bytes
    /// @return 0; INVALID
    int clock(int kind, int outPointer, int outLength);

    /// Fills memory with random bytes fit for keys.
    ///
    /// @param outPointer filled with random bytes
    /// @param outLength bytes
    /// @return 0
    int random(int outPointer, int outLength);

    /// Writes to the session's log. What exceeds the session's log volume is counted and dropped,
    /// and far beyond it the session is ended.
    ///
    /// @param level how grave, see [LogLevel]
    /// @param textPointer one message, at most 4096 bytes; the rest is cut
    /// @param textLength bytes
    /// @return 0; INVALID
    int log(int level, int textPointer, int textLength);

    /// Says how the session ends; then return from the entry function. The first call counts.
    ///
    /// @param reason why, see [CloseReason]
    /// @param textPointer what happened, for people; at most 1024 bytes
    /// @param textLength bytes
    /// @return 0; INVALID
    int end(int reason, int textPointer, int textLength);

    /// Describes the session's target. Answers the full length; writes only if it fits.
    ///
    /// @param outPointer receives `host=…`, `port=…` and `protocol=…`, one a line
    /// @param outLength bytes
    /// @return length of the text
    int targetInfo(int outPointer, int outLength);

    /// Waits until at least one handle is ready. AGAIN: the time has passed and none is. INVALID: a
    /// handle that is not open, or a length that is no multiple of the record.
    ///
    /// @param pollsPointer array of records; the host sets `ready` in each, see [PollLayout]
    /// @param pollsLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return how many records are ready; AGAIN, CANCELLED, INVALID
    int wait(int pollsPointer, int pollsLength, int timeoutMs);

    /// Closes a handle of any kind and frees what it holds.
    ///
    /// @param handle any handle except 0 (the screen) and 1 (the client)
    /// @return 0; INVALID
    int close(int handle);

    /// Opens a TCP connection to the session's target, or to another address that policy grants.
    /// AGAIN: no answer in time. NOT_FOUND: the name does not resolve. With AWAIT, `target` is
    /// empty; DENIED: policy lets nobody wait there; UNREACHABLE: the host cannot listen there;
    /// AGAIN: nobody connected in time who may.
    ///
    /// @param targetPointer `host:port`; empty for the session's target
    /// @param targetLength bytes
    /// @param flags how, see [ConnectFlags]
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return handle of the stream; AGAIN, CANCELLED, DENIED, INVALID, NOT_FOUND, LIMIT, REFUSED,
    /// UNREACHABLE, HOST_ERROR
    int connect(int targetPointer, int targetLength, int flags, int timeoutMs);

    /// Reads what is there. CLOSED: the other end has closed and everything was read.
    ///
    /// @param handle an open stream
    /// @param outPointer receives the bytes
    /// @param outLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return number of bytes read, at least 1 unless `out` is empty; AGAIN, CLOSED, CANCELLED,
    /// INVALID, PEER_ERROR, HOST_ERROR
    int read(int handle, int outPointer, int outLength, int timeoutMs);

    /// Writes as much as the other end takes now. AGAIN: nothing was taken in time.
    ///
    /// @param handle an open stream
    /// @param dataPointer the bytes
    /// @param dataLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return number of bytes taken, at least 1 unless `data` is empty; AGAIN, CLOSED, CANCELLED,
    /// INVALID, LIMIT, PEER_ERROR, HOST_ERROR
    int write(int handle, int dataPointer, int dataLength, int timeoutMs);

    /// Writes everything. AGAIN: the time has passed and an unknown part was taken, so the stream
    /// is only good for closing.
    ///
    /// @param handle an open stream
    /// @param dataPointer the bytes
    /// @param dataLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return length of `data`; AGAIN, CLOSED, CANCELLED, INVALID, LIMIT, PEER_ERROR, HOST_ERROR
    int writeAll(int handle, int dataPointer, int dataLength, int timeoutMs);

    /// Ends the outgoing direction after what was written; reading goes on.
    ///
    /// @param handle an open stream
    /// @return 0; CLOSED, CANCELLED, INVALID, HOST_ERROR
    int shutdown(int handle);

    /// Turns a connected stream into TLS, as client. AUTH_FAILED: the certificate does not satisfy
    /// the options. DENIED also where policy forbids `verify=none` and `verify=anonymous`.
    /// UNSUPPORTED: this host speaks no TLS without a certificate.
    ///
    /// @param handle an open stream
    /// @param optionsPointer `name=value` lines: `server-name`, `verify` (`full`, the default,
    /// `none`, or `anonymous`: for a server without a certificate), `pin-sha256` (of the public
    /// key; not where `anonymous`), `alpn`
    /// @param optionsLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return 0; AGAIN, CLOSED, CANCELLED, DENIED, UNSUPPORTED, INVALID, AUTH_FAILED, PEER_ERROR,
    /// HOST_ERROR
    int startTls(int handle, int optionsPointer, int optionsLength, int timeoutMs);

    /// Tells a fact about a stream. Answers the full length; writes only if it fits. NOT_FOUND:
    /// this stream has no such fact.
    ///
    /// @param handle an open stream
    /// @param kind what, see [StreamInfo]
    /// @param outPointer receives the value
    /// @param outLength bytes
    /// @return length of the value; INVALID, NOT_FOUND
    int streamInfo(int handle, int kind, int outPointer, int outLength);

    /// Takes the next event of the client. Answers the full length; writes only if it fits. An
    /// event that did not fit stays the next one.
    ///
    /// @param outPointer receives one record; 64 bytes hold every event without text, see
    /// [EventLayout]
    /// @param outLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return length of the record; AGAIN, CANCELLED
    int event(int outPointer, int outLength, int timeoutMs);

    /// Opens a stream to the client.
    ///
    /// @param purpose what for; each purpose needs the capability that its enum names, see
    /// [StreamPurpose]
    /// @param mediaTypePointer media type
    /// @param mediaTypeLength bytes
    /// @param namePointer file, pipe or parameter name; may be empty
    /// @param nameLength bytes
    /// @return handle of the stream; CANCELLED, DENIED, UNSUPPORTED, INVALID, LIMIT
    int streamOpen(
            int purpose,
            int mediaTypePointer,
            int mediaTypeLength,
            int namePointer,
            int nameLength);

    /// Refuses a stream of the client and closes its handle.
    ///
    /// @param handle a stream that a STREAM event brought
    /// @param status why, for the client: DENIED, UNSUPPORTED, INVALID, NOT_FOUND or LIMIT, see
    /// [Status]
    /// @param textPointer why, for people
    /// @param textLength bytes
    /// @return 0; CANCELLED, INVALID
    int streamRefuse(int handle, int status, int textPointer, int textLength);

    /// Shows a message to the person.
    ///
    /// @param textPointer what to show, at most 1024 bytes; the rest is cut
    /// @param textLength bytes
    /// @return 0; CANCELLED, UNSUPPORTED
    int message(int textPointer, int textLength);

    /// Opens an SSH connection and checks the server's key; nobody is logged in yet. AGAIN: no
    /// answer in time. AUTH_FAILED: the key does not hold. PEER_ERROR: no algorithm in common, or
    /// no SSH at all. DENIED also where `to` is not empty and the capability `network` is missing.
    /// `ssh_failure` says more.
    ///
    /// @param optionsPointer `name=value` lines: `to` (`host:port`; without it the session's
    /// target), `through` (handle of a connection that is logged in, whose server makes this one),
    /// `host-key` (a line of known_hosts, `type key`, or `SHA256:…`; may come several times),
    /// `compression` (`true`), `keep-alive` (seconds)
    /// @param optionsLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return handle of the connection; AGAIN, CANCELLED, CLOSED, DENIED, INVALID, NOT_FOUND,
    /// LIMIT, REFUSED, UNREACHABLE, AUTH_FAILED, PEER_ERROR, HOST_ERROR
    int sshConnect(int optionsPointer, int optionsLength, int timeoutMs);

    /// Logs in, or goes on with it once the server's question is answered. AGAIN: no answer in
    /// time; call again without options. AUTH_FAILED: the server takes none of it. INVALID: a
    /// private key that cannot be read, an option that is none, or the connection is logged in.
    ///
    /// @param handle from `ssh_connect`
    /// @param optionsPointer `name=value` lines: at first `username`, `password`, `private-key`,
    /// `passphrase`, later `answer`. With `-from` after the name the value is the name of a
    /// parameter, whose value the host takes, secret or not. `end=true`: nothing more is known, so
    /// that a question is a failure
    /// @param optionsLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return 0: logged in; 1: the server asks, see `ssh_question`; AGAIN, CLOSED, CANCELLED,
    /// INVALID, AUTH_FAILED, PEER_ERROR, HOST_ERROR
    int sshAuthenticate(int handle, int optionsPointer, int optionsLength, int timeoutMs);

    /// Tells what the server has said and what it asks. Answers the full length; writes only if it
    /// fits.
    ///
    /// @param handle from `ssh_connect`
    /// @param outPointer receives `name=value` lines: `banner` (one for each line of it), `kind`
    /// (`password`, `passphrase`, `new-password` or `prompt`), `attempt` (from 1), `title`,
    /// `instruction` (one for each line), `text`, `echo` (`true` or `false`); without a question
    /// only the banner
    /// @param outLength bytes
    /// @return length of the text; INVALID
    int sshQuestion(int handle, int outPointer, int outLength);

    /// Tells why the last function of this group failed. Answers the full length; writes only if it
    /// fits.
    ///
    /// @param outPointer receives the reason, for people; it holds no credential
    /// @param outLength bytes
    /// @return length of the text
    int sshFailure(int outPointer, int outLength);

    /// Starts a shell on a terminal. REFUSED: the server does not give one.
    ///
    /// @param handle from `ssh_connect`
    /// @param optionsPointer `name=value` lines: `terminal` (its type), `columns`, `rows`, `width`,
    /// `height` (pixels), `env` (`NAME=VALUE`; may come several times)
    /// @param optionsLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return handle of the stream; AGAIN, CANCELLED, CLOSED, DENIED, INVALID, LIMIT, REFUSED,
    /// PEER_ERROR, HOST_ERROR
    int sshShell(int handle, int optionsPointer, int optionsLength, int timeoutMs);

    /// Runs a command; on a terminal where `terminal` is given, else its errors come with its
    /// output.
    ///
    /// @param handle from `ssh_connect`
    /// @param commandPointer for the shell of the user
    /// @param commandLength bytes
    /// @param optionsPointer as for `ssh_shell`
    /// @param optionsLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return handle of the stream; AGAIN, CANCELLED, CLOSED, DENIED, INVALID, LIMIT, REFUSED,
    /// PEER_ERROR, HOST_ERROR
    int sshExec(
            int handle,
            int commandPointer,
            int commandLength,
            int optionsPointer,
            int optionsLength,
            int timeoutMs);

    /// Starts a subsystem, such as `sftp`.
    ///
    /// @param handle from `ssh_connect`
    /// @param namePointer name of the subsystem
    /// @param nameLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return handle of the stream; AGAIN, CANCELLED, CLOSED, INVALID, LIMIT, REFUSED, PEER_ERROR,
    /// HOST_ERROR
    int sshSubsystem(int handle, int namePointer, int nameLength, int timeoutMs);

    /// Has the server connect on to another address, which policy must let this module reach.
    ///
    /// @param handle from `ssh_connect`
    /// @param targetPointer `host:port`, as the server names it
    /// @param targetLength bytes
    /// @param timeoutMs milliseconds to wait; -1 for ever, 0 never
    /// @return handle of the stream; AGAIN, CANCELLED, CLOSED, DENIED, INVALID, LIMIT, REFUSED,
    /// PEER_ERROR, HOST_ERROR
    int sshForward(int handle, int targetPointer, int targetLength, int timeoutMs);

    /// Lends the server the key that logged in, as an agent: shells and commands that are started
    /// from now on may use it.
    ///
    /// @param handle from `ssh_connect`
    /// @return 0; CANCELLED, INVALID
    int sshAgent(int handle);

    /// Tells the size of a terminal.
    ///
    /// @param handle from `ssh_shell` or `ssh_exec`
    /// @param columns 1 to 65535
    /// @param rows 1 to 65535
    /// @param width pixels; 0 unknown
    /// @param height pixels; 0 unknown
    /// @return 0; CLOSED, CANCELLED, INVALID
    int sshResize(int handle, int columns, int rows, int width, int height);

    /// Tells the server's key. Answers the full length; writes only if it fits.
    ///
    /// @param handle from `ssh_connect`
    /// @param outPointer receives `algorithm`, `sha256` (as `SHA256:…`), `key` (base64) and `trust`
    /// (`pinned`, `known`, `first` or `accepted`), one a line
    /// @param outLength bytes
    /// @return length of the text; INVALID
    int sshHostkey(int handle, int outPointer, int outLength);

    /// Makes a surface, black and opaque.
    ///
    /// @param width 1 to 16384 pixels
    /// @param height 1 to 16384 pixels
    /// @return handle of the surface; CANCELLED, INVALID, LIMIT
    int surfaceNew(int width, int height);

    /// Resizes a surface; the pixels of both sizes stay, new ones are black. Resizing the screen
    /// tells the clients its size.
    ///
    /// @param surface 0 is the screen
    /// @param width 1 to 16384 pixels
    /// @param height 1 to 16384 pixels
    /// @return 0; CANCELLED, INVALID, LIMIT
    int surfaceSize(int surface, int width, int height);

    /// Puts a rectangle of pixels. What lies outside the surface is left out. INVALID also when
    /// `data` is shorter than the rectangle.
    ///
    /// @param surface 0 is the screen
    /// @param x left edge, pixels
    /// @param y top edge, pixels
    /// @param width pixels
    /// @param height pixels
    /// @param format how the pixels lie, see [PixelFormat]
    /// @param stride bytes from row to row; 0 when rows lie without gaps
    /// @param dataPointer the rows, top first
    /// @param dataLength bytes
    /// @return 0; CANCELLED, INVALID
    int surfacePut(
            int surface,
            int x,
            int y,
            int width,
            int height,
            int format,
            int stride,
            int dataPointer,
            int dataLength);

    /// Sets colours of a surface's palette, which the PAL formats read.
    ///
    /// @param surface 0 is the screen
    /// @param first index of the first colour, 0 to 255
    /// @param colorsPointer array of colours, see [ColorLayout]
    /// @param colorsLength bytes
    /// @return 0; CANCELLED, INVALID
    int surfacePalette(int surface, int first, int colorsPointer, int colorsLength);

    /// Fills a rectangle with one colour, replacing what was there.
    ///
    /// @param surface 0 is the screen
    /// @param x left edge, pixels
    /// @param y top edge, pixels
    /// @param width pixels
    /// @param height pixels
    /// @param color 0xAARRGGBB
    /// @return 0; CANCELLED, INVALID
    int surfaceFill(int surface, int x, int y, int width, int height, int color);

    /// Fills many rectangles.
    ///
    /// @param surface 0 is the screen
    /// @param rectsPointer array of coloured rectangles, drawn in order, see [ColoredRectLayout]
    /// @param rectsLength bytes
    /// @return 0; CANCELLED, INVALID
    int surfaceRects(int surface, int rectsPointer, int rectsLength);

    /// Draws run-length coded pixels. PAL1, PAL2, PAL4 and PAL8 alike take a palette index in
    /// `pixel`.
    ///
    /// @param surface 0 is the screen
    /// @param x left edge, pixels
    /// @param y top edge, pixels
    /// @param width pixels
    /// @param height pixels
    /// @param format how the pixels lie, see [PixelFormat]
    /// @param runsPointer array of runs that fill the rectangle row by row; their lengths sum up to
    /// its area, see [RunLayout]
    /// @param runsLength bytes
    /// @return 0; CANCELLED, INVALID
    int surfaceRuns(
            int surface,
            int x,
            int y,
            int width,
            int height,
            int format,
            int runsPointer,
            int runsLength);

    /// Copies a rectangle, also between overlapping places of one surface.
    ///
    /// @param surface source; 0 is the screen
    /// @param x left edge, pixels
    /// @param y top edge, pixels
    /// @param width pixels
    /// @param height pixels
    /// @param destination surface that receives; may be the source
    /// @param toX left edge in the destination
    /// @param toY top edge in the destination
    /// @return 0; CANCELLED, INVALID
    int surfaceCopy(
            int surface,
            int x,
            int y,
            int width,
            int height,
            int destination,
            int toX,
            int toY);

    /// Puts a coded image: passed on where the clients can decode it, else decoded by the host.
    ///
    /// @param surface 0 is the screen
    /// @param x left edge, pixels
    /// @param y top edge, pixels
    /// @param width pixels
    /// @param height pixels
    /// @param codec how it is coded, see [Codec]
    /// @param dataPointer one image or unit
    /// @param dataLength bytes
    /// @return 0; CANCELLED, UNSUPPORTED, INVALID
    int surfacePutEncoded(
            int surface,
            int x,
            int y,
            int width,
            int height,
            int codec,
            int dataPointer,
            int dataLength);

    /// Sets the mouse pointer's picture.
    ///
    /// @param x hot spot
    /// @param y hot spot
    /// @param width 1 to 256 pixels
    /// @param height 1 to 256 pixels
    /// @param format how the pixels lie, see [PixelFormat]
    /// @param dataPointer the rows without gaps, top first
    /// @param dataLength bytes
    /// @return 0; CANCELLED, INVALID
    int cursor(int x, int y, int width, int height, int format, int dataPointer, int dataLength);

    /// Sets the mouse pointer to one that the host has.
    ///
    /// @param kind which, see [CursorKind]
    /// @return 0; CANCELLED, INVALID
    int cursorNamed(int kind);

    /// Tells where the mouse pointer is, when the target moved it and no client did: every client
    /// that does not know sees it there. A place outside of the screen is its nearest pixel.
    ///
    /// @param x pixels from the left
    /// @param y pixels from the top
    /// @return 0; CANCELLED
    int cursorMove(int x, int y);

    /// Ends a frame: what was drawn before may be shown now. Waits for no client that is behind;
    /// while nobody has seen anything new for a second, all having stopped reading or left, and no
    /// event waits, it may return up to a second later.
    ///
    /// @return 0; CANCELLED
    int frame();

    /// Opens the grid of cells on the screen, which the host draws. The grid takes the size that a
    /// SIZE event tells when the module takes that event.
    ///
    /// @param optionsPointer `name=value` lines: `font-name`, `font-size`, `color-scheme`,
    /// `scrollback`; what is left out is the session's parameter of that name
    /// @param optionsLength bytes
    /// @param outPointer receives the grid's measures; shorter than the record is INVALID, see
    /// [GridInfoLayout]
    /// @param outLength bytes
    /// @return 0; CANCELLED, INVALID
    int gridOpen(int optionsPointer, int optionsLength, int outPointer, int outLength);

    /// Writes cells. What lies outside the grid is left out. All grid functions: NOT_FOUND, no grid
    /// is open.
    ///
    /// @param row from 0
    /// @param column from 0
    /// @param cellsPointer array of cells, left to right in one row, see [CellLayout]
    /// @param cellsLength bytes
    /// @return 0; CANCELLED, INVALID, NOT_FOUND
    int gridCells(int row, int column, int cellsPointer, int cellsLength);

    /// Fills a rectangle with one cell.
    ///
    /// @param row first row
    /// @param column first column
    /// @param rows how many
    /// @param columns how many
    /// @param cellPointer the cell; shorter than the record is INVALID, see [CellLayout]
    /// @param cellLength bytes
    /// @return 0; CANCELLED, INVALID, NOT_FOUND
    int gridFill(int row, int column, int rows, int columns, int cellPointer, int cellLength);

    /// Gives the code of a grapheme; the same text gives the same code.
    ///
    /// @param textPointer one grapheme of several code points, at most 64 bytes
    /// @param textLength bytes
    /// @return code for `grid_cells`, at least 0x110000; CANCELLED, INVALID, NOT_FOUND, LIMIT
    int gridGrapheme(int textPointer, int textLength);

    /// Moves rows; rows that come free are blank in the default colours. With `top` 0 and positive
    /// `lines` the rows that leave go to the scrollback, unless the mode is ALTERNATE.
    ///
    /// @param top first row
    /// @param bottom the row after the last
    /// @param lines rows to move; positive up, negative down
    /// @return 0; CANCELLED, INVALID, NOT_FOUND
    int gridScroll(int top, int bottom, int lines);

    /// Makes every cell blank in the default colours.
    ///
    /// @return 0; CANCELLED, NOT_FOUND
    int gridClear();

    /// Places the text cursor.
    ///
    /// @param row from 0
    /// @param column from 0
    /// @param shape how it looks, see [CursorShape]
    /// @param visible whether and how it shows, see [CursorVisibility]
    /// @return 0; CANCELLED, INVALID, NOT_FOUND
    int gridCursor(int row, int column, int shape, int visible);

    /// Sets the grid's modes.
    ///
    /// @param flags the modes that hold from now on, see [GridMode]
    /// @return 0; CANCELLED, NOT_FOUND
    int gridMode(int flags);

    /// Changes a colour; cells that use it change with it.
    ///
    /// @param index 0 to 255 palette, 256 foreground, 257 background, 258 cursor
    /// @param color 0x00RRGGBB; -1 for the colour scheme's own
    /// @return 0; CANCELLED, INVALID, NOT_FOUND
    int gridPalette(int index, int color);

    /// Forgets the rows that were scrolled away.
    ///
    /// @return 0; CANCELLED, NOT_FOUND
    int gridScrollbackClear();

    /// Sets the title of the session's window.
    ///
    /// @param textPointer at most 1024 bytes; the rest is cut
    /// @param textLength bytes
    /// @return 0; CANCELLED, NOT_FOUND
    int gridTitle(int textPointer, int textLength);

    /// Tells the undecoded output, for recordings and text clients.
    ///
    /// @param dataPointer output of the target as it came
    /// @param dataLength bytes
    /// @return 0; CANCELLED, NOT_FOUND
    int gridRaw(int dataPointer, int dataLength);

    /// Makes a decompressor.
    ///
    /// @param format the envelope, see [DeflateFormat]
    /// @return handle of the decompressor; UNSUPPORTED, INVALID, LIMIT
    int inflateNew(int format);

    /// Decompresses. While `out` was filled to its end, call again with empty `data` for the rest.
    /// CLOSED: the compressed stream has ended and everything was read. LIMIT: more than 16 MiB of
    /// input lie unread. PEER_ERROR: the input is damaged.
    ///
    /// @param handle from `inflate_new`
    /// @param dataPointer compressed bytes; all are taken
    /// @param dataLength bytes
    /// @param outPointer receives bytes
    /// @param outLength bytes
    /// @return number of bytes written; CLOSED, INVALID, LIMIT, PEER_ERROR
    int inflate(int handle, int dataPointer, int dataLength, int outPointer, int outLength);

    /// Makes a compressor.
    ///
    /// @param format the envelope, see [DeflateFormat]
    /// @param level 0 to 9; -1 for the default
    /// @return handle of the compressor; UNSUPPORTED, INVALID, LIMIT
    int deflateNew(int format, int level);

    /// Compresses. While `out` was filled to its end, call again with empty `data` and the same
    /// `flush` for the rest. CLOSED: finished and everything was read.
    ///
    /// @param handle from `deflate_new`
    /// @param dataPointer bytes; all are taken
    /// @param dataLength bytes
    /// @param flush what to push out, see [Flush]
    /// @param outPointer receives compressed bytes
    /// @param outLength bytes
    /// @return number of bytes written; CLOSED, INVALID, LIMIT
    int deflate(
            int handle,
            int dataPointer,
            int dataLength,
            int flush,
            int outPointer,
            int outLength);

    /// Computes a digest. Answers the full length; writes only if it fits.
    ///
    /// @param kind which, see [Digest]
    /// @param dataPointer the input
    /// @param dataLength bytes
    /// @param outPointer receives the digest
    /// @param outLength bytes
    /// @return length of the digest; UNSUPPORTED, INVALID
    int digest(int kind, int dataPointer, int dataLength, int outPointer, int outLength);

    /// Computes an HMAC. Answers the full length; writes only if it fits.
    ///
    /// @param kind which, see [Digest]
    /// @param keyPointer the key
    /// @param keyLength bytes
    /// @param dataPointer the input
    /// @param dataLength bytes
    /// @param outPointer receives the code
    /// @param outLength bytes
    /// @return length of the code; UNSUPPORTED, INVALID
    int hmac(
            int kind,
            int keyPointer,
            int keyLength,
            int dataPointer,
            int dataLength,
            int outPointer,
            int outLength);

    /// Makes a cipher without padding.
    ///
    /// @param kind which, see [Cipher]
    /// @param direction which way, see [Direction]
    /// @param keyPointer its length chooses the variant
    /// @param keyLength bytes
    /// @param ivPointer as the mode needs; empty for ECB and RC4
    /// @param ivLength bytes
    /// @return handle of the cipher; UNSUPPORTED, INVALID, LIMIT
    int cipherNew(
            int kind,
            int direction,
            int keyPointer,
            int keyLength,
            int ivPointer,
            int ivLength);

    /// Enciphers or deciphers the next bytes. INVALID also when `out` is shorter than `data`.
    ///
    /// @param handle from `cipher_new`
    /// @param dataPointer for block modes a multiple of the block
    /// @param dataLength bytes
    /// @param outPointer receives as many bytes; may be the same memory
    /// @param outLength bytes
    /// @return length of `data`; INVALID
    int cipher(int handle, int dataPointer, int dataLength, int outPointer, int outLength);

    /// Enciphers or deciphers one message with authentication. Answers the full length; writes only
    /// if it fits. AUTH_FAILED: the tag does not fit.
    ///
    /// @param kind which, see [Aead]
    /// @param direction which way, see [Direction]
    /// @param keyPointer its length chooses the variant
    /// @param keyLength bytes
    /// @param noncePointer 12 bytes
    /// @param nonceLength bytes
    /// @param aadPointer authenticated and not enciphered
    /// @param aadLength bytes
    /// @param dataPointer deciphering: followed by the tag of 16 bytes
    /// @param dataLength bytes
    /// @param outPointer receives the result; enciphering: followed by the tag
    /// @param outLength bytes
    /// @return length of the result; UNSUPPORTED, INVALID, AUTH_FAILED
    int aead(
            int kind,
            int direction,
            int keyPointer,
            int keyLength,
            int noncePointer,
            int nonceLength,
            int aadPointer,
            int aadLength,
            int dataPointer,
            int dataLength,
            int outPointer,
            int outLength);

    /// Decodes an image. Answers the full length; writes only if it fits. PEER_ERROR: the image is
    /// damaged.
    ///
    /// @param codec how it is coded, see [Codec]
    /// @param dataPointer one image
    /// @param dataLength bytes
    /// @param outPointer receives the header, then BGRA pixels without gaps, see
    /// [ImageHeaderLayout]
    /// @param outLength bytes
    /// @return length of header and pixels; UNSUPPORTED, INVALID, LIMIT, PEER_ERROR
    int imageDecode(int codec, int dataPointer, int dataLength, int outPointer, int outLength);
}
