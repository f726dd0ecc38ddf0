/* The Tubeway module ABI. Generated from abi/tubeway-abi.json; see abi/README.md. */
#ifndef TUBEWAY_H
#define TUBEWAY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TUBEWAY_ABI_MAJOR 1
#define TUBEWAY_ABI_MINOR 3

/* Only a compiler for Wasm knows these attributes. */
#ifdef __wasm__
#define TUBEWAY_EXPORT(name) __attribute__((export_name(#name)))
#define TUBEWAY_IMPORT(name) __attribute__((import_module("tubeway"), import_name(#name)))
#else
#define TUBEWAY_EXPORT(name)
#define TUBEWAY_IMPORT(name)
#endif

/* The module's one entry. Its memory is exported as "memory", its manifest is the custom section
   "tubeway.manifest". */
TUBEWAY_EXPORT(tubeway_v1_main) int32_t tubeway_v1_main(void);

/* What a function answers below zero. */
enum tubeway_status {
  TUBEWAY_AGAIN = -1, /* nothing yet, or the time has passed */
  TUBEWAY_CLOSED = -2, /* the other end closed; reads have drained */
  TUBEWAY_CANCELLED = -3, /* the session ends from outside; return from the entry function */
  TUBEWAY_DENIED = -4, /* the capability was not granted, or policy forbids it */
  TUBEWAY_UNSUPPORTED = -5, /* this host does not offer it */
  TUBEWAY_INVALID = -6, /* an argument or a handle is wrong */
  TUBEWAY_NOT_FOUND = -7, /* there is no such thing */
  TUBEWAY_LIMIT = -8, /* a limit of the session is reached */
  TUBEWAY_REFUSED = -9, /* the other end refused */
  TUBEWAY_UNREACHABLE = -10, /* there is no way to the other end */
  TUBEWAY_AUTH_FAILED = -11, /* credentials, certificate or authentication did not hold */
  TUBEWAY_PEER_ERROR = -12, /* the peer broke its protocol, or its data are damaged */
  TUBEWAY_HOST_ERROR = -13, /* the host failed */
};

/* Clocks. */
enum tubeway_clock_kind {
  TUBEWAY_CLOCK_KIND_MONOTONIC = 0, /* nanoseconds since some moment; never goes back */
  TUBEWAY_CLOCK_KIND_WALL = 1, /* nanoseconds since 1970-01-01T00:00:00Z */
};

/* How grave a log message is. */
enum tubeway_log_level {
  TUBEWAY_LOG_LEVEL_ERROR = 1, /* the session cannot go on */
  TUBEWAY_LOG_LEVEL_WARNING = 2, /* something is wrong, and the session goes on */
  TUBEWAY_LOG_LEVEL_INFO = 3, /* a fact worth keeping */
  TUBEWAY_LOG_LEVEL_DEBUG = 4, /* for the module's author */
  TUBEWAY_LOG_LEVEL_TRACE = 5, /* for the module's author, in quantity */
};

/* What a poll waits for and what it finds. Bits, which may be joined. */
enum tubeway_interest {
  TUBEWAY_INTEREST_READ = 1, /* a read does not wait; for the client: an event is there */
  TUBEWAY_INTEREST_WRITE = 2, /* a write does not wait */
  TUBEWAY_INTEREST_CLOSED = 4, /* the other end has closed; told whether asked for or not */
};

/* How a connection is made. Bits, which may be joined. */
enum tubeway_connect_flags {
  TUBEWAY_CONNECT_FLAGS_KEEP_ALIVE = 1, /* the operating system probes an idle connection */
  TUBEWAY_CONNECT_FLAGS_AWAIT = 2, /* the session's target connects by itself: the host listens at the target's port, where policy lets it, until that one connection is there; since 1.3 */
};

/* Facts about a stream. */
enum tubeway_stream_info {
  TUBEWAY_STREAM_INFO_PEER_ADDRESS = 1, /* `address:port`, utf8 */
  TUBEWAY_STREAM_INFO_LOCAL_ADDRESS = 2, /* `address:port`, utf8 */
  TUBEWAY_STREAM_INFO_CERTIFICATE = 3, /* the peer's certificate, DER */
  TUBEWAY_STREAM_INFO_PUBLIC_KEY = 4, /* the peer's SubjectPublicKeyInfo, DER */
  TUBEWAY_STREAM_INFO_TLS_VERSION = 5, /* such as `TLSv1.3`, utf8 */
  TUBEWAY_STREAM_INFO_ALPN = 6, /* the protocol agreed on, utf8 */
  TUBEWAY_STREAM_INFO_TYPE = 7, /* media type of a client's stream, utf8 */
  TUBEWAY_STREAM_INFO_NAME = 8, /* name of a client's stream, utf8 */
  TUBEWAY_STREAM_INFO_EXIT_STATUS = 9, /* exit status of what ran on an SSH stream, a number in utf8 */
  TUBEWAY_STREAM_INFO_EXIT_SIGNAL = 10, /* signal that ended what ran on an SSH stream, without SIG, utf8 */
};

/* Events of the client. */
enum tubeway_event_kind {
  TUBEWAY_EVENT_KIND_KEY = 1, /* KeyEvent */
  TUBEWAY_EVENT_KIND_MOUSE = 2, /* MouseEvent */
  TUBEWAY_EVENT_KIND_TOUCH = 3, /* TouchEvent */
  TUBEWAY_EVENT_KIND_SIZE = 4, /* SizeEvent; one is always the first event */
  TUBEWAY_EVENT_KIND_STREAM = 5, /* StreamEvent: the client opens a stream */
  TUBEWAY_EVENT_KIND_PARAM = 6, /* ParamEvent: a parameter got a value */
  TUBEWAY_EVENT_KIND_JOINED = 7, /* UserEvent: somebody joined */
  TUBEWAY_EVENT_KIND_LEFT = 8, /* UserEvent: somebody left */
  TUBEWAY_EVENT_KIND_LAG = 9, /* LagEvent: how far the clients are behind */
  TUBEWAY_EVENT_KIND_END = 10, /* EndEvent: the session ends from outside; the last event, still given when calls answer CANCELLED */
};

/* Flags of an event. Bits, which may be joined. */
enum tubeway_event_flags {
  TUBEWAY_EVENT_FLAGS_SECRET = 1, /* PARAM: the value is left out and read by `secret` */
};

/* What a stream between client and module is for. */
enum tubeway_stream_purpose {
  TUBEWAY_STREAM_PURPOSE_CLIPBOARD = 1, /* text or image of the clipboard */
  TUBEWAY_STREAM_PURPOSE_FILE = 2, /* a file */
  TUBEWAY_STREAM_PURPOSE_PIPE = 3, /* a named pipe */
  TUBEWAY_STREAM_PURPOSE_AUDIO = 4, /* sound */
  TUBEWAY_STREAM_PURPOSE_ARGV = 5, /* the value of a parameter, to the client; from the client it comes as PARAM event */
};

/* What a user may do. Bits, which may be joined. */
enum tubeway_rights {
  TUBEWAY_RIGHTS_OWNER = 1, /* opened the session */
  TUBEWAY_RIGHTS_INPUT = 2, /* may send input; without it read-only */
};

/* Buttons of a mouse event. Bits, which may be joined. */
enum tubeway_mouse_button {
  TUBEWAY_MOUSE_BUTTON_LEFT = 1, /* left */
  TUBEWAY_MOUSE_BUTTON_MIDDLE = 2, /* middle */
  TUBEWAY_MOUSE_BUTTON_RIGHT = 4, /* right */
  TUBEWAY_MOUSE_BUTTON_SCROLL_UP = 8, /* one notch up */
  TUBEWAY_MOUSE_BUTTON_SCROLL_DOWN = 16, /* one notch down */
};

/* How pixels lie in memory, byte by byte unless told. */
enum tubeway_pixel_format {
  TUBEWAY_PIXEL_FORMAT_BGRX = 1, /* 4 bytes: blue, green, red, ignored */
  TUBEWAY_PIXEL_FORMAT_RGBX = 2, /* 4 bytes: red, green, blue, ignored */
  TUBEWAY_PIXEL_FORMAT_BGRA = 3, /* 4 bytes: blue, green, red, alpha (not premultiplied) */
  TUBEWAY_PIXEL_FORMAT_RGB888 = 4, /* 3 bytes: red, green, blue */
  TUBEWAY_PIXEL_FORMAT_RGB565 = 5, /* u16: 5 bits red, 6 green, 5 blue */
  TUBEWAY_PIXEL_FORMAT_RGB555 = 6, /* u16: 1 bit ignored, 5 red, 5 green, 5 blue */
  TUBEWAY_PIXEL_FORMAT_GRAY8 = 7, /* 1 byte */
  TUBEWAY_PIXEL_FORMAT_PAL1 = 8, /* 1 bit of palette index, the first pixel in the highest bit */
  TUBEWAY_PIXEL_FORMAT_PAL2 = 9, /* 2 bits of palette index, the first pixel in the highest bits */
  TUBEWAY_PIXEL_FORMAT_PAL4 = 10, /* 4 bits of palette index, the first pixel in the highest bits */
  TUBEWAY_PIXEL_FORMAT_PAL8 = 11, /* 1 byte of palette index */
};

/* Coded images and units. */
enum tubeway_codec {
  TUBEWAY_CODEC_JPEG = 1, /* one JFIF image */
  TUBEWAY_CODEC_PNG = 2, /* one PNG image */
  TUBEWAY_CODEC_WEBP = 3, /* one WebP image */
  TUBEWAY_CODEC_H264 = 4, /* one access unit, Annex B */
};

/* Mouse pointers that the host has. */
enum tubeway_cursor_kind {
  TUBEWAY_CURSOR_KIND_NONE = 0, /* none is shown */
  TUBEWAY_CURSOR_KIND_POINTER = 1, /* an arrow */
  TUBEWAY_CURSOR_KIND_TEXT = 2, /* an I-beam */
  TUBEWAY_CURSOR_KIND_DOT = 3, /* a small dot */
};

/* Looks of the text cursor. */
enum tubeway_cursor_shape {
  TUBEWAY_CURSOR_SHAPE_BLOCK = 0, /* fills the cell */
  TUBEWAY_CURSOR_SHAPE_UNDERLINE = 1, /* at the cell's foot */
  TUBEWAY_CURSOR_SHAPE_BAR = 2, /* at the cell's left edge */
};

/* Whether the text cursor shows. */
enum tubeway_cursor_visibility {
  TUBEWAY_CURSOR_VISIBILITY_HIDDEN = 0, /* not shown */
  TUBEWAY_CURSOR_VISIBILITY_STEADY = 1, /* shown */
  TUBEWAY_CURSOR_VISIBILITY_BLINKING = 2, /* shown and blinking */
};

/* Modes of the grid. Bits, which may be joined. */
enum tubeway_grid_mode {
  TUBEWAY_GRID_MODE_MOUSE = 1, /* the module wants mouse events: the host leaves the mouse to it, and Shift selects */
  TUBEWAY_GRID_MODE_ALTERNATE = 2, /* alternate screen: nothing goes to the scrollback */
  TUBEWAY_GRID_MODE_REVERSE = 4, /* reverse video of the whole screen */
};

/* Attributes of a cell. Bits, which may be joined. */
enum tubeway_cell_attr {
  TUBEWAY_CELL_ATTR_BOLD = 1, /* bold weight */
  TUBEWAY_CELL_ATTR_FAINT = 2, /* half intensity */
  TUBEWAY_CELL_ATTR_ITALIC = 4, /* italic */
  TUBEWAY_CELL_ATTR_UNDERLINE_SINGLE = 8, /* underline style 1 in bits 3 to 5 */
  TUBEWAY_CELL_ATTR_UNDERLINE_DOUBLE = 16, /* underline style 2 */
  TUBEWAY_CELL_ATTR_UNDERLINE_CURLY = 24, /* underline style 3 */
  TUBEWAY_CELL_ATTR_UNDERLINE_DOTTED = 32, /* underline style 4 */
  TUBEWAY_CELL_ATTR_UNDERLINE_DASHED = 40, /* underline style 5 */
  TUBEWAY_CELL_ATTR_UNDERLINE_MASK = 56, /* bits 3 to 5 */
  TUBEWAY_CELL_ATTR_BLINK = 64, /* blinking */
  TUBEWAY_CELL_ATTR_REVERSE = 128, /* colours exchanged */
  TUBEWAY_CELL_ATTR_HIDDEN = 256, /* not shown */
  TUBEWAY_CELL_ATTR_STRIKE = 512, /* struck through */
  TUBEWAY_CELL_ATTR_OVERLINE = 1024, /* line above */
  TUBEWAY_CELL_ATTR_WIDE = 2048, /* first cell of a character of two columns; the following cell has code 0 */
  TUBEWAY_CELL_ATTR_WRAPPED = 4096, /* last cell of a row that goes on in the next one */
};

/* The high byte of a cell's colour. */
enum tubeway_color_kind {
  TUBEWAY_COLOR_KIND_DEFAULT = 0, /* the scheme's own foreground or background */
  TUBEWAY_COLOR_KIND_PALETTE = 1, /* index in the low byte */
  TUBEWAY_COLOR_KIND_RGB = 2, /* 0xRRGGBB in the low 24 bits */
};

/* Envelopes of deflate. */
enum tubeway_deflate_format {
  TUBEWAY_DEFLATE_FORMAT_ZLIB = 1, /* RFC 1950 */
  TUBEWAY_DEFLATE_FORMAT_RAW = 2, /* RFC 1951 */
  TUBEWAY_DEFLATE_FORMAT_GZIP = 3, /* RFC 1952 */
};

/* What a compressor pushes out. */
enum tubeway_flush {
  TUBEWAY_FLUSH_NONE = 0, /* what it wants */
  TUBEWAY_FLUSH_SYNC = 1, /* everything given so far */
  TUBEWAY_FLUSH_FINISH = 2, /* everything, and the stream's end */
};

/* Digests. */
enum tubeway_digest {
  TUBEWAY_DIGEST_MD5 = 1, /* 16 bytes */
  TUBEWAY_DIGEST_SHA1 = 2, /* 20 bytes */
  TUBEWAY_DIGEST_SHA256 = 3, /* 32 bytes */
  TUBEWAY_DIGEST_SHA384 = 4, /* 48 bytes */
  TUBEWAY_DIGEST_SHA512 = 5, /* 64 bytes */
};

/* Ciphers without padding. */
enum tubeway_cipher {
  TUBEWAY_CIPHER_AES_ECB = 1, /* key of 16, 24 or 32 bytes */
  TUBEWAY_CIPHER_AES_CBC = 2, /* key of 16, 24 or 32 bytes, iv of 16 */
  TUBEWAY_CIPHER_AES_CTR = 3, /* key of 16, 24 or 32 bytes, iv of 16 */
  TUBEWAY_CIPHER_DES_ECB = 4, /* key of 8 bytes, old: for protocols that want it */
  TUBEWAY_CIPHER_DES3_CBC = 5, /* key of 24 bytes, iv of 8, old: for protocols that want it */
  TUBEWAY_CIPHER_RC4 = 6, /* key of 5 to 32 bytes, old: for protocols that want it */
};

/* Ciphers with authentication. */
enum tubeway_aead {
  TUBEWAY_AEAD_AES_GCM = 1, /* key of 16, 24 or 32 bytes */
  TUBEWAY_AEAD_CHACHA20_POLY1305 = 2, /* key of 32 bytes */
};

/* Which way a cipher works. */
enum tubeway_direction {
  TUBEWAY_DIRECTION_ENCRYPT = 1, /* plain to cipher */
  TUBEWAY_DIRECTION_DECRYPT = 2, /* cipher to plain */
};

/* Why a session ended; the numbers of the tube protocol. */
enum tubeway_close_reason {
  TUBEWAY_CLOSE_REASON_NORMAL = 0, /* nothing went wrong */
  TUBEWAY_CLOSE_REASON_ERROR = 1, /* a fault without a better name */
  TUBEWAY_CLOSE_REASON_TIMEOUT = 2, /* the target did not answer in time */
  TUBEWAY_CLOSE_REASON_SERVER_REFUSE = 4, /* the target refused */
  TUBEWAY_CLOSE_REASON_CLIENT = 5, /* the client's fault */
  TUBEWAY_CLOSE_REASON_UNKNOWN = 6, /* unknown */
  TUBEWAY_CLOSE_REASON_INVALID_INSTRUCTION = 7, /* the client broke its protocol */
  TUBEWAY_CLOSE_REASON_GUACD_REFUSE = 8, /* the remote desktop service refused */
  TUBEWAY_CLOSE_REASON_CONNECTION_LOST = 9, /* the connection was lost */
  TUBEWAY_CLOSE_REASON_CONNECTION_FAILED = 10, /* the connection could not be made */
  TUBEWAY_CLOSE_REASON_TUNNEL_CLOSED = 11, /* the tube was closed */
  TUBEWAY_CLOSE_REASON_ADMIN_CLOSED = 12, /* an operator closed it */
  TUBEWAY_CLOSE_REASON_ERROR_RECORDING = 13, /* the recording failed */
  TUBEWAY_CLOSE_REASON_GUACD_ERROR = 14, /* the remote desktop service failed */
  TUBEWAY_CLOSE_REASON_AI_CLOSED = 15, /* a filter closed it */
  TUBEWAY_CLOSE_REASON_ADDRESS_RESOLUTION_FAILED = 16, /* the name does not resolve */
  TUBEWAY_CLOSE_REASON_DECRYPTION_FAILED = 17, /* something could not be deciphered */
  TUBEWAY_CLOSE_REASON_CONFIGURATION_ERROR = 18, /* the settings cannot work */
  TUBEWAY_CLOSE_REASON_PROTOCOL_ERROR = 19, /* the target broke its protocol */
  TUBEWAY_CLOSE_REASON_UPSTREAM_CLOSED = 20, /* the target closed */
  TUBEWAY_CLOSE_REASON_PROXY_ERROR = 21, /* a proxy failed */
  TUBEWAY_CLOSE_REASON_HANDLER_ERROR = 22, /* the module failed */
  TUBEWAY_CLOSE_REASON_SECURITY_THREAT = 23, /* a threat was found */
};

/* A moment or a span. */
typedef struct __attribute__((packed)) {
  uint64_t nanoseconds; /* see ClockKind */
} tubeway_time_t;

/* One handle of `wait`. */
typedef struct __attribute__((packed)) {
  int32_t handle; /* 1 is the client */
  int32_t want; /* what to wait for */
  int32_t ready; /* what was found; set by the host */
} tubeway_poll_t;

/* The head of every event. */
typedef struct __attribute__((packed)) {
  uint16_t kind; /* which event, and so which fields follow */
  uint16_t flags; /* facts about the event */
  uint32_t length; /* bytes of the whole record, head and tail included */
  uint64_t time_us; /* microseconds on the monotonic clock when the host took the event */
} tubeway_event_t;

/* A key went down or up. What a client holds down when it leaves goes up before its LEFT event. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  uint32_t keysym; /* X11 keysym */
  uint32_t down; /* 1 down, 0 up */
} tubeway_key_event_t;

/* The mouse moved or a button changed. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  int32_t x; /* pixels on the screen */
  int32_t y; /* pixels on the screen */
  uint32_t buttons; /* buttons that are down */
  int32_t column; /* cell of the grid; -1 outside it or without one */
  int32_t row; /* cell of the grid; -1 outside it or without one */
} tubeway_mouse_event_t;

/* A finger touched, moved or left. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  uint32_t id; /* which finger */
  int32_t x; /* pixels on the screen */
  int32_t y; /* pixels on the screen */
  uint32_t radius_x; /* pixels */
  uint32_t radius_y; /* pixels */
  uint32_t angle; /* clockwise, thousandths of a degree */
  uint32_t force; /* thousandths; 0: the finger has left */
} tubeway_touch_event_t;

/* The client has, or wants, another size. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  uint32_t width; /* pixels */
  uint32_t height; /* pixels */
  uint32_t dpi; /* pixels per inch */
  uint32_t columns; /* cells of the grid; 0 without one */
  uint32_t rows; /* cells of the grid; 0 without one */
} tubeway_size_event_t;

/* The client opens a stream. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  int32_t handle; /* read it, then close it, or refuse it */
  uint32_t purpose; /* what for */
  uint32_t type_length; /* bytes of the media type */
  uint32_t name_length; /* bytes of the name */
  /* then the bytes of: type, name */
} tubeway_stream_event_t;

/* A parameter got a value. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  uint32_t name_length; /* bytes of the name */
  uint32_t value_length; /* bytes of the value; 0 for secrets */
  /* then the bytes of: name, value */
} tubeway_param_event_t;

/* Somebody joined or left. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  uint32_t user; /* number of the user in this session */
  uint32_t rights; /* what the user may do */
  uint32_t name_length; /* bytes of the name */
  /* then the bytes of: name */
} tubeway_user_event_t;

/* How far the slowest client is behind: told about once a second while what it shows is older than half a second, and once more, with zeros, when it has caught up. Nothing has to follow from it, as the host leaves out what a client does not keep up with; a module may ask its target for less. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  uint32_t frames; /* frames not yet shown */
  uint32_t milliseconds; /* age of what it shows */
} tubeway_lag_event_t;

/* The session ends from outside. */
typedef struct __attribute__((packed)) {
  tubeway_event_t head;
  uint32_t reason; /* why */
  uint32_t text_length; /* bytes of the text */
  /* then the bytes of: text */
} tubeway_end_event_t;

/* A colour. */
typedef struct __attribute__((packed)) {
  uint32_t argb; /* 0xAARRGGBB */
} tubeway_color_t;

/* A rectangle to fill. */
typedef struct __attribute__((packed)) {
  int16_t x; /* left edge */
  int16_t y; /* top edge */
  uint16_t width; /* pixels */
  uint16_t height; /* pixels */
  uint32_t color; /* 0xAARRGGBB */
} tubeway_colored_rect_t;

/* Equal pixels. */
typedef struct __attribute__((packed)) {
  uint32_t pixel; /* the pixel's bytes as the format has them, little-endian */
  uint32_t length; /* how many */
} tubeway_run_t;

/* Measures of the grid. */
typedef struct __attribute__((packed)) {
  uint32_t columns; /* cells */
  uint32_t rows; /* cells */
  uint32_t cell_width; /* pixels */
  uint32_t cell_height; /* pixels */
} tubeway_grid_info_t;

/* One cell of the grid. */
typedef struct __attribute__((packed)) {
  uint32_t code; /* code point; from 0x110000 on a grapheme of `grid_grapheme`; 0 is blank, and the second half of a wide character */
  uint32_t fg; /* kind in the high byte */
  uint32_t bg; /* kind in the high byte */
  uint32_t attr; /* attributes */
} tubeway_cell_t;

/* Size of a decoded image. */
typedef struct __attribute__((packed)) {
  uint32_t width; /* pixels */
  uint32_t height; /* pixels */
} tubeway_image_header_t;

// Tells whether something is offered here and granted to this module.
TUBEWAY_IMPORT(feature) int32_t tubeway_feature(const void *name, size_t name_len);

// Reads a parameter of the session. Answers the full length; writes only if it fits. A parameter
// that the manifest marks secret is DENIED: it is read by `secret`. NOT_FOUND: the manifest does
// not name it, or it has neither value nor default.
TUBEWAY_IMPORT(param) int32_t tubeway_param(const void *name, size_t name_len, void *out, size_t out_len);

// Asks the client's person for parameters; the values come as PARAM events. NOT_FOUND: the manifest
// does not name one of them. UNSUPPORTED: no client of the session can be asked.
TUBEWAY_IMPORT(param_require) int32_t tubeway_param_require(const void *names, size_t names_len);

// Reads a secret parameter of the session; each reading is audited. Answers the full length; writes
// only if it fits.
TUBEWAY_IMPORT(secret) int32_t tubeway_secret(const void *name, size_t name_len, void *out, size_t out_len);

// Reads a clock.
TUBEWAY_IMPORT(clock) int32_t tubeway_clock(int32_t kind, void *out, size_t out_len);

// Fills memory with random bytes fit for keys.
TUBEWAY_IMPORT(random) int32_t tubeway_random(void *out, size_t out_len);

// Writes to the session's log. What exceeds the session's log volume is counted and dropped, and
// far beyond it the session is ended.
TUBEWAY_IMPORT(log) int32_t tubeway_log(int32_t level, const void *text, size_t text_len);

// Says how the session ends; then return from the entry function. The first call counts.
TUBEWAY_IMPORT(end) int32_t tubeway_end(int32_t reason, const void *text, size_t text_len);

// Describes the session's target. Answers the full length; writes only if it fits.
TUBEWAY_IMPORT(target_info) int32_t tubeway_target_info(void *out, size_t out_len);

// Waits until at least one handle is ready. AGAIN: the time has passed and none is. INVALID: a
// handle that is not open, or a length that is no multiple of the record.
TUBEWAY_IMPORT(wait) int32_t tubeway_wait(void *polls, size_t polls_len, int32_t timeout_ms);

// Closes a handle of any kind and frees what it holds.
TUBEWAY_IMPORT(close) int32_t tubeway_close(int32_t handle);

// Opens a TCP connection to the session's target, or to another address that policy grants. AGAIN:
// no answer in time. NOT_FOUND: the name does not resolve. With AWAIT, `target` is empty; DENIED:
// policy lets nobody wait there; UNREACHABLE: the host cannot listen there; AGAIN: nobody connected
// in time who may.
TUBEWAY_IMPORT(connect) int32_t tubeway_connect(const void *target, size_t target_len, int32_t flags, int32_t timeout_ms);

// Reads what is there. CLOSED: the other end has closed and everything was read.
TUBEWAY_IMPORT(read) int32_t tubeway_read(int32_t handle, void *out, size_t out_len, int32_t timeout_ms);

// Writes as much as the other end takes now. AGAIN: nothing was taken in time.
TUBEWAY_IMPORT(write) int32_t tubeway_write(int32_t handle, const void *data, size_t data_len, int32_t timeout_ms);

// Writes everything. AGAIN: the time has passed and an unknown part was taken, so the stream is
// only good for closing.
TUBEWAY_IMPORT(write_all) int32_t tubeway_write_all(int32_t handle, const void *data, size_t data_len, int32_t timeout_ms);

// Ends the outgoing direction after what was written; reading goes on.
TUBEWAY_IMPORT(shutdown) int32_t tubeway_shutdown(int32_t handle);

// Turns a connected stream into TLS, as client. AUTH_FAILED: the certificate does not satisfy the
// options. DENIED also where policy forbids `verify=none` and `verify=anonymous`. UNSUPPORTED: this
// host speaks no TLS without a certificate.
TUBEWAY_IMPORT(start_tls) int32_t tubeway_start_tls(int32_t handle, const void *options, size_t options_len, int32_t timeout_ms);

// Tells a fact about a stream. Answers the full length; writes only if it fits. NOT_FOUND: this
// stream has no such fact.
TUBEWAY_IMPORT(stream_info) int32_t tubeway_stream_info(int32_t handle, int32_t kind, void *out, size_t out_len);

// Takes the next event of the client. Answers the full length; writes only if it fits. An event
// that did not fit stays the next one.
TUBEWAY_IMPORT(event) int32_t tubeway_event(void *out, size_t out_len, int32_t timeout_ms);

// Opens a stream to the client.
TUBEWAY_IMPORT(stream_open) int32_t tubeway_stream_open(int32_t purpose, const void *media_type, size_t media_type_len, const void *name, size_t name_len);

// Refuses a stream of the client and closes its handle.
TUBEWAY_IMPORT(stream_refuse) int32_t tubeway_stream_refuse(int32_t handle, int32_t status, const void *text, size_t text_len);

// Shows a message to the person.
TUBEWAY_IMPORT(message) int32_t tubeway_message(const void *text, size_t text_len);

// Opens an SSH connection and checks the server's key; nobody is logged in yet. AGAIN: no answer in
// time. AUTH_FAILED: the key does not hold. PEER_ERROR: no algorithm in common, or no SSH at all.
// DENIED also where `to` is not empty and the capability `network` is missing. `ssh_failure` says
// more.
TUBEWAY_IMPORT(ssh_connect) int32_t tubeway_ssh_connect(const void *options, size_t options_len, int32_t timeout_ms);

// Logs in, or goes on with it once the server's question is answered. AGAIN: no answer in time;
// call again without options. AUTH_FAILED: the server takes none of it. INVALID: a private key that
// cannot be read, an option that is none, or the connection is logged in.
TUBEWAY_IMPORT(ssh_authenticate) int32_t tubeway_ssh_authenticate(int32_t handle, const void *options, size_t options_len, int32_t timeout_ms);

// Tells what the server has said and what it asks. Answers the full length; writes only if it fits.
TUBEWAY_IMPORT(ssh_question) int32_t tubeway_ssh_question(int32_t handle, void *out, size_t out_len);

// Tells why the last function of this group failed. Answers the full length; writes only if it
// fits.
TUBEWAY_IMPORT(ssh_failure) int32_t tubeway_ssh_failure(void *out, size_t out_len);

// Starts a shell on a terminal. REFUSED: the server does not give one.
TUBEWAY_IMPORT(ssh_shell) int32_t tubeway_ssh_shell(int32_t handle, const void *options, size_t options_len, int32_t timeout_ms);

// Runs a command; on a terminal where `terminal` is given, else its errors come with its output.
TUBEWAY_IMPORT(ssh_exec) int32_t tubeway_ssh_exec(int32_t handle, const void *command, size_t command_len, const void *options, size_t options_len, int32_t timeout_ms);

// Starts a subsystem, such as `sftp`.
TUBEWAY_IMPORT(ssh_subsystem) int32_t tubeway_ssh_subsystem(int32_t handle, const void *name, size_t name_len, int32_t timeout_ms);

// Has the server connect on to another address, which policy must let this module reach.
TUBEWAY_IMPORT(ssh_forward) int32_t tubeway_ssh_forward(int32_t handle, const void *target, size_t target_len, int32_t timeout_ms);

// Lends the server the key that logged in, as an agent: shells and commands that are started from
// now on may use it.
TUBEWAY_IMPORT(ssh_agent) int32_t tubeway_ssh_agent(int32_t handle);

// Tells the size of a terminal.
TUBEWAY_IMPORT(ssh_resize) int32_t tubeway_ssh_resize(int32_t handle, int32_t columns, int32_t rows, int32_t width, int32_t height);

// Tells the server's key. Answers the full length; writes only if it fits.
TUBEWAY_IMPORT(ssh_hostkey) int32_t tubeway_ssh_hostkey(int32_t handle, void *out, size_t out_len);

// Makes a surface, black and opaque.
TUBEWAY_IMPORT(surface_new) int32_t tubeway_surface_new(int32_t width, int32_t height);

// Resizes a surface; the pixels of both sizes stay, new ones are black. Resizing the screen tells
// the clients its size.
TUBEWAY_IMPORT(surface_size) int32_t tubeway_surface_size(int32_t surface, int32_t width, int32_t height);

// Puts a rectangle of pixels. What lies outside the surface is left out. INVALID also when `data`
// is shorter than the rectangle.
TUBEWAY_IMPORT(surface_put) int32_t tubeway_surface_put(int32_t surface, int32_t x, int32_t y, int32_t width, int32_t height, int32_t format, int32_t stride, const void *data, size_t data_len);

// Sets colours of a surface's palette, which the PAL formats read.
TUBEWAY_IMPORT(surface_palette) int32_t tubeway_surface_palette(int32_t surface, int32_t first, const void *colors, size_t colors_len);

// Fills a rectangle with one colour, replacing what was there.
TUBEWAY_IMPORT(surface_fill) int32_t tubeway_surface_fill(int32_t surface, int32_t x, int32_t y, int32_t width, int32_t height, int32_t color);

// Fills many rectangles.
TUBEWAY_IMPORT(surface_rects) int32_t tubeway_surface_rects(int32_t surface, const void *rects, size_t rects_len);

// Draws run-length coded pixels. PAL1, PAL2, PAL4 and PAL8 alike take a palette index in `pixel`.
TUBEWAY_IMPORT(surface_runs) int32_t tubeway_surface_runs(int32_t surface, int32_t x, int32_t y, int32_t width, int32_t height, int32_t format, const void *runs, size_t runs_len);

// Copies a rectangle, also between overlapping places of one surface.
TUBEWAY_IMPORT(surface_copy) int32_t tubeway_surface_copy(int32_t surface, int32_t x, int32_t y, int32_t width, int32_t height, int32_t destination, int32_t to_x, int32_t to_y);

// Puts a coded image: passed on where the clients can decode it, else decoded by the host.
TUBEWAY_IMPORT(surface_put_encoded) int32_t tubeway_surface_put_encoded(int32_t surface, int32_t x, int32_t y, int32_t width, int32_t height, int32_t codec, const void *data, size_t data_len);

// Sets the mouse pointer's picture.
TUBEWAY_IMPORT(cursor) int32_t tubeway_cursor(int32_t x, int32_t y, int32_t width, int32_t height, int32_t format, const void *data, size_t data_len);

// Sets the mouse pointer to one that the host has.
TUBEWAY_IMPORT(cursor_named) int32_t tubeway_cursor_named(int32_t kind);

// Tells where the mouse pointer is, when the target moved it and no client did: every client that
// does not know sees it there. A place outside of the screen is its nearest pixel.
TUBEWAY_IMPORT(cursor_move) int32_t tubeway_cursor_move(int32_t x, int32_t y);

// Ends a frame: what was drawn before may be shown now. Waits for no client that is behind; while
// nobody has seen anything new for a second, all having stopped reading or left, and no event
// waits, it may return up to a second later.
TUBEWAY_IMPORT(frame) int32_t tubeway_frame(void);

// Opens the grid of cells on the screen, which the host draws. The grid takes the size that a SIZE
// event tells when the module takes that event.
TUBEWAY_IMPORT(grid_open) int32_t tubeway_grid_open(const void *options, size_t options_len, void *out, size_t out_len);

// Writes cells. What lies outside the grid is left out. All grid functions: NOT_FOUND, no grid is
// open.
TUBEWAY_IMPORT(grid_cells) int32_t tubeway_grid_cells(int32_t row, int32_t column, const void *cells, size_t cells_len);

// Fills a rectangle with one cell.
TUBEWAY_IMPORT(grid_fill) int32_t tubeway_grid_fill(int32_t row, int32_t column, int32_t rows, int32_t columns, const void *cell, size_t cell_len);

// Gives the code of a grapheme; the same text gives the same code.
TUBEWAY_IMPORT(grid_grapheme) int32_t tubeway_grid_grapheme(const void *text, size_t text_len);

// Moves rows; rows that come free are blank in the default colours. With `top` 0 and positive
// `lines` the rows that leave go to the scrollback, unless the mode is ALTERNATE.
TUBEWAY_IMPORT(grid_scroll) int32_t tubeway_grid_scroll(int32_t top, int32_t bottom, int32_t lines);

// Makes every cell blank in the default colours.
TUBEWAY_IMPORT(grid_clear) int32_t tubeway_grid_clear(void);

// Places the text cursor.
TUBEWAY_IMPORT(grid_cursor) int32_t tubeway_grid_cursor(int32_t row, int32_t column, int32_t shape, int32_t visible);

// Sets the grid's modes.
TUBEWAY_IMPORT(grid_mode) int32_t tubeway_grid_mode(int32_t flags);

// Changes a colour; cells that use it change with it.
TUBEWAY_IMPORT(grid_palette) int32_t tubeway_grid_palette(int32_t index, int32_t color);

// Forgets the rows that were scrolled away.
TUBEWAY_IMPORT(grid_scrollback_clear) int32_t tubeway_grid_scrollback_clear(void);

// Sets the title of the session's window.
TUBEWAY_IMPORT(grid_title) int32_t tubeway_grid_title(const void *text, size_t text_len);

// Tells the undecoded output, for recordings and text clients.
TUBEWAY_IMPORT(grid_raw) int32_t tubeway_grid_raw(const void *data, size_t data_len);

// Makes a decompressor.
TUBEWAY_IMPORT(inflate_new) int32_t tubeway_inflate_new(int32_t format);

// Decompresses. While `out` was filled to its end, call again with empty `data` for the rest.
// CLOSED: the compressed stream has ended and everything was read. LIMIT: more than 16 MiB of input
// lie unread. PEER_ERROR: the input is damaged.
TUBEWAY_IMPORT(inflate) int32_t tubeway_inflate(int32_t handle, const void *data, size_t data_len, void *out, size_t out_len);

// Makes a compressor.
TUBEWAY_IMPORT(deflate_new) int32_t tubeway_deflate_new(int32_t format, int32_t level);

// Compresses. While `out` was filled to its end, call again with empty `data` and the same `flush`
// for the rest. CLOSED: finished and everything was read.
TUBEWAY_IMPORT(deflate) int32_t tubeway_deflate(int32_t handle, const void *data, size_t data_len, int32_t flush, void *out, size_t out_len);

// Computes a digest. Answers the full length; writes only if it fits.
TUBEWAY_IMPORT(digest) int32_t tubeway_digest(int32_t kind, const void *data, size_t data_len, void *out, size_t out_len);

// Computes an HMAC. Answers the full length; writes only if it fits.
TUBEWAY_IMPORT(hmac) int32_t tubeway_hmac(int32_t kind, const void *key, size_t key_len, const void *data, size_t data_len, void *out, size_t out_len);

// Makes a cipher without padding.
TUBEWAY_IMPORT(cipher_new) int32_t tubeway_cipher_new(int32_t kind, int32_t direction, const void *key, size_t key_len, const void *iv, size_t iv_len);

// Enciphers or deciphers the next bytes. INVALID also when `out` is shorter than `data`.
TUBEWAY_IMPORT(cipher) int32_t tubeway_cipher(int32_t handle, const void *data, size_t data_len, void *out, size_t out_len);

// Enciphers or deciphers one message with authentication. Answers the full length; writes only if
// it fits. AUTH_FAILED: the tag does not fit.
TUBEWAY_IMPORT(aead) int32_t tubeway_aead(int32_t kind, int32_t direction, const void *key, size_t key_len, const void *nonce, size_t nonce_len, const void *aad, size_t aad_len, const void *data, size_t data_len, void *out, size_t out_len);

// Decodes an image. Answers the full length; writes only if it fits. PEER_ERROR: the image is
// damaged.
TUBEWAY_IMPORT(image_decode) int32_t tubeway_image_decode(int32_t codec, const void *data, size_t data_len, void *out, size_t out_len);

#ifdef __cplusplus
}
#endif

#endif
