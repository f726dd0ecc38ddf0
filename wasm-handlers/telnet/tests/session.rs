//! Whole sessions against the mock host.

use std::time::Duration;

use telnet::main;
use tubeway::mock::{MockHost, MockSession, MockTarget};
use tubeway::{CloseReason, SizeEvent, Status, StreamPurpose};

const IAC: u8 = 255;
const WILL: u8 = 251;
const DO: u8 = 253;
const ECHO: u8 = 1;
const NAWS: u8 = 31;

fn host() -> MockHost {
    ["clipboard", "pipes", "secrets", "tls"]
        .into_iter()
        .fold(MockHost::new(), MockHost::grant)
        .address("server", 23, "telnet")
}

/// A server that echoes.
fn echoing(greeting: &[u8]) -> MockTarget {
    let sent: Vec<u8> = [&[IAC, WILL, ECHO], greeting].concat();
    MockTarget::answers(|asked| if asked[0] == IAC { asked[3..].to_vec() } else { asked.to_vec() }).greets(&sent)
}

fn ended(session: &MockSession, reason: CloseReason) -> &str {
    let (number, text) = session.end.as_ref().expect("an end");
    assert_eq!(*number, reason as i32, "{text}");
    text
}

#[test]
fn what_the_server_says_is_on_the_screen() {
    let target = MockTarget::sends(b"\xff\xfd\x18Welcome\r\n\x1b[1mbold\x1b[m \xe6\xbc\xa2\r\n$ ");
    let session = host().target(target).run(main);
    assert_eq!((session.row(0), session.row(1), session.row(2)), ("Welcome".into(), "bold 漢".into(), "$".into()));
    let grid = session.grid.as_ref().expect("a grid");
    assert_eq!((grid.cursor.0, grid.cursor.1), (2, 2));
    assert_eq!(grid.cell(1, 0).expect("a cell").attr, tubeway::cell_attr::BOLD);
    assert!(grid.raw.starts_with(b"Welcome\r\n\x1b[1m"));
    assert!(session.frames > 0);
    assert_eq!(ended(&session, CloseReason::Normal), "the target closed the connection");
    assert_eq!(session.open_handles, 0);
}

#[test]
fn a_flood_ends_with_its_last_lines_on_the_screen() {
    let lines: String =
        (0..60_000).map(|number| format!("\x1b[3{}mline {number}\x1b[0m of a flood\r\n", number % 8)).collect();
    let session = host().target(MockTarget::sends(lines.as_bytes())).run(main);
    let grid = session.grid.as_ref().expect("a grid");
    let last = grid.cursor.0 as usize - 1;
    assert_eq!(session.row(last), "line 59999 of a flood");
    assert_eq!(session.row(0), format!("line {} of a flood", 59_999 - last));
    assert_eq!(grid.scrollback.last().map(String::as_str), Some(format!("line {} of a flood", 59_998 - last).as_str()));
}

/// Sends 20,000 lines, 50 at a time, 100 µs apart.
fn racing() -> MockTarget {
    let lines: Vec<String> = (0..20_000).map(|number| format!("line {number}\r\n")).collect();
    let pieces = lines.chunks(50).map(<[String]>::concat);
    pieces.fold(MockTarget::silent(), |target, piece| target.later(Duration::from_micros(100), piece.as_bytes()))
}

#[test]
fn what_races_by_is_shown_once_a_frame_and_its_end_is_shown() {
    let session = host().target(racing()).run(main);
    assert!((2..10).contains(&session.frames), "{} frames in 40 ms", session.frames);
    let grid = session.grid.as_ref().expect("a grid");
    let last = grid.cursor.0 as usize - 1;
    assert_eq!(session.row(last), "line 19999");
    assert_eq!(grid.scrollback.last(), Some(&format!("line {}", 19_998 - last)));
}

#[test]
fn what_can_be_read_is_shown_at_once() {
    let target = (0..30).fold(MockTarget::silent(), |target, _| target.later(Duration::from_millis(1), b"a line\r\n"));
    assert_eq!(host().target(target).run(main).frames, 30);
    let clock = (0..100).fold(MockTarget::silent(), |target, _| {
        target.later(Duration::from_micros(100), &[b"\x1b[H".to_vec(), b"a screen anew".repeat(200)].concat())
    });
    assert_eq!(host().target(clock).run(main).frames, 100);
}

#[test]
fn keys_are_sent_and_echoed_by_whoever_does_it() {
    let session = host().target(echoing(b"$ ")).types("ls\n").run(main);
    assert!(session.sent(0).ends_with(b"ls\r\0"), "{:?}", session.sent(0));
    assert_eq!(session.row(0), "$ ls");
    let local = host().target(MockTarget::silent().greets(b"login: ")).types("bob\n").run(main);
    assert_eq!(local.row(0), "login: bob");
    assert_eq!(local.sent(0), b"bob\r");
}

#[test]
fn a_new_size_is_told_to_the_server() {
    let greeting = [IAC, DO, NAWS, b'x'];
    let size = SizeEvent { width: 640, height: 480, dpi: 96, columns: 60, rows: 24 };
    let session = host().target(MockTarget::silent().greets(&greeting)).resizes(size).run(main);
    let sent = session.sent(0);
    assert!(sent.windows(9).any(|told| told == [255, 250, 31, 0, 60, 0, 24, 255, 240]), "{sent:?}");
}

#[test]
fn what_a_person_pastes_is_typed_in_order_with_the_keys() {
    let host = host().target(echoing(b"\x1b[?2004h$ "));
    let host = host.client_stream(StreamPurpose::Clipboard, "text/plain", "", "über\nx".as_bytes());
    let session = host.types("\n").run(main);
    assert!(session.sent(0).ends_with("\x1b[200~über\r\0x\x1b[201~\r\0".as_bytes()), "{:?}", session.sent(0));
}

#[test]
fn what_the_server_copies_reaches_the_client_unless_forbidden() {
    let copies = b"\x1b]52;c;Y29waWVk\x07";
    let session = host().target(MockTarget::sends(copies)).run(main);
    assert_eq!(session.streams[1].purpose, StreamPurpose::Clipboard as i32);
    assert_eq!((session.sent(1), session.streams[1].media_type.as_str()), (b"copied".as_slice(), "text/plain"));
    let forbidden = host().param("disable-copy", "true").target(MockTarget::sends(copies)).run(main);
    assert_eq!(forbidden.streams.len(), 1);
}

#[test]
fn a_read_only_session_takes_no_input() {
    let host = host().param("read-only", "true").target(echoing(b"$ ")).types("rm\n");
    let session = host.client_stream(StreamPurpose::Clipboard, "text/plain", "", b"x").run(main);
    assert_eq!(session.sent(0), [IAC, DO, ECHO]);
    assert_eq!(session.streams[1].refused.as_ref().expect("refused").0, Status::Denied as i32);
}

#[test]
fn pasting_can_be_forbidden() {
    let host = host().param("disable-paste", "true").target(echoing(b"$ "));
    let session = host.client_stream(StreamPurpose::Clipboard, "text/plain", "", b"x").run(main);
    assert_eq!(session.streams[1].refused.as_ref().expect("refused").0, Status::Denied as i32);
}

#[test]
fn the_pipe_stdin_is_typed_and_other_streams_are_refused() {
    let host = host().target(echoing(b"$ ")).client_stream(StreamPurpose::Pipe, "text/plain", "STDIN", b"echo\r");
    let session = host.client_stream(StreamPurpose::Pipe, "text/plain", "other", b"").run(main);
    assert!(session.sent(0).ends_with(b"echo\r\0"));
    assert_eq!(session.streams[2].refused.as_ref().expect("refused").0, Status::NotFound as i32);
    let session = self::host().target(echoing(b"$ ")).client_stream(StreamPurpose::File, "", "f", b"").run(main);
    assert_eq!(session.streams[1].refused.as_ref().expect("refused").0, Status::Unsupported as i32);
}

#[test]
fn output_goes_to_a_pipe_between_its_two_commands() {
    let output = b"a\x1b]482202;dump\x07one\r\ntwo\x1b]482203;\x07b";
    let session = host().target(MockTarget::sends(output)).run(main);
    assert_eq!((session.streams[1].name.as_str(), session.sent(1)), ("dump", b"one\r\ntwo".as_slice()));
    assert_eq!(session.row(0), "ab");
}

#[test]
fn the_log_in_is_typed_at_its_prompts() {
    let mut turn = 0;
    let target = MockTarget::answers(move |_| {
        turn += 1;
        match turn {
            1 => b"alice\r\nPassword: ".to_vec(),
            2 => b"\r\nWelcome\r\n".to_vec(),
            _ => vec![],
        }
    });
    let target = target.greets(b"server Login: ");
    let session = host().param("username", "alice").secret("password", "s3cret").target(target).run(main);
    assert_eq!(session.sent(0), b"alice\rs3cret\r");
    assert_eq!((session.row(0), session.row(2)), ("server Login: alice".into(), "Welcome".into()));
    assert_eq!(session.secrets_read, ["password"]);
}

#[test]
fn a_log_in_that_fails_ends_the_session_and_nothing_was_shown_before() {
    let host = host().param("login-success-regex", "^welcome").param("login-failure-regex", "incorrect");
    let session = host.target(MockTarget::silent().greets(b"login:\r\nLogin incorrect\r\n")).run(main);
    assert_eq!(ended(&session, CloseReason::ServerRefuse), "the server refused the log-in");
    let host = self::host().param("login-success-regex", "^welcome").param("login-failure-regex", "incorrect");
    let session = host.target(MockTarget::silent().greets(b"login:")).run(main);
    assert_eq!((session.row(0), session.frames), (String::new(), 0));
    let host = self::host().param("login-success-regex", "^welcome").param("login-failure-regex", "incorrect");
    let session = host.target(MockTarget::silent().greets(b"login:\r\nWelcome")).run(main);
    assert_eq!((session.row(0), session.row(1)), ("login:".into(), "Welcome".into()));
}

#[test]
fn a_mute_server_is_given_up_after_the_timeout() {
    let session = host().param("timeout", "3").target(MockTarget::silent()).run(main);
    assert_eq!(ended(&session, CloseReason::Timeout), "the target said nothing for 3 s");
}

#[test]
fn a_connection_that_fails_ends_with_its_reason() {
    for (status, reason, text) in [
        (Status::Refused, CloseReason::ConnectionFailed, "the connection to server:23 was refused"),
        (Status::NotFound, CloseReason::AddressResolutionFailed, "there is no address for server"),
        (Status::Again, CloseReason::Timeout, "the connection to server:23 did not answer within 10 s"),
    ] {
        let session = host().target_fails(status).run(main);
        assert_eq!(ended(&session, reason), text);
    }
}

#[test]
fn settings_that_cannot_work_are_named() {
    let session = host().param("encoding", "klingon").run(main);
    assert!(ended(&session, CloseReason::ConfigurationError).contains("encoding=klingon"));
    let session = host().param("username", "a").param("username-regex", "(").run(main);
    assert!(ended(&session, CloseReason::ConfigurationError).contains("regex=("));
}

#[test]
fn settings_without_effect_are_told_in_the_log() {
    let host = host().param("typescript-path", "/tmp").param("recording-path", "/tmp").param("wol-send-packet", "true");
    let session = host.target(MockTarget::sends(b"x")).run(main);
    let told = |name: &str| session.log.iter().filter(|(_, text)| text.starts_with(name)).count();
    assert_eq!([told("typescript-path"), told("recording-path"), told("wol-send-packet")], [1, 1, 1]);
    let session = self::host().param("wol-send-packet", "false").target(MockTarget::sends(b"x")).run(main);
    assert_eq!(session.log.iter().filter(|(_, text)| text.contains("no effect")).count(), 0);
}

#[test]
fn another_encoding_is_read_and_written() {
    let host = host().param("encoding", "ISO-8859-1").target(echoing(b"gr\xf6\xdfe "));
    let session = host.types("ä").run(main);
    assert!(session.sent(0).ends_with(b"\xe4"));
    assert_eq!(session.row(0), "größe ä");
}

#[test]
fn telnets_speaks_tls_from_the_start() {
    let session = host().address("server", 992, "telnets").target(MockTarget::sends(b"x")).run(main);
    assert_eq!(session.streams[0].tls.as_deref(), Some(""));
    let host = host().param("tls", "true").param("tls-verify", "false").param("tls-server-name", "name");
    let session = host.target(MockTarget::sends(b"x")).run(main);
    assert_eq!(session.streams[0].tls.as_deref(), Some("server-name=name\nverify=none\n"));
}

#[test]
fn colours_change_while_the_session_runs() {
    let host = host().target(MockTarget::silent().greets(b"\x1b]4;1;#010203\x07text"));
    let session = host.answers("color-scheme", Some("black-white")).run(main);
    let grid = session.grid.as_ref().expect("a grid");
    assert_eq!(grid.palette, [(1, 0x01_0203)]);
    assert_eq!(session.row(0), "text");
}

#[test]
fn a_target_that_does_not_read_does_not_stop_its_own_output() {
    let target = MockTarget::sends(b"\x1b[c\x1b[c\x1b[cshown").takes(4);
    assert_eq!(host().target(target).run(main).row(0), "shown");
}
