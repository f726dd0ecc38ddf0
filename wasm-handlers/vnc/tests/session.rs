//! Whole sessions against the mock host.

mod common;

use common::*;
use tubeway::mock::{MockHost, MockSession, MockTarget};
use tubeway::{CloseReason, MouseEvent, SizeEvent, Status, StreamPurpose};
use vnc::main;

fn host() -> MockHost {
    ["clipboard", "secrets", "tls"]
        .into_iter()
        .fold(MockHost::new(), MockHost::grant)
        .address("server", 5900, "vnc")
        .declares("password", None, true)
}

fn ended(session: &MockSession, reason: CloseReason) -> &str {
    let (number, text) = session.end.as_ref().expect("an end");
    assert_eq!(*number, reason as i32, "{text}");
    text
}

/// A server that stays after what it sends.
fn server(bytes: &[u8]) -> MockTarget {
    MockTarget::silent().greets(bytes)
}

fn has(sent: &[u8], part: &[u8]) -> bool {
    sent.windows(part.len()).any(|window| window == part)
}

/// What a client of this server has said up to a request for the whole desktop.
fn opening(session: &MockSession) -> &[u8] {
    let sent = session.sent(0);
    let request = [&[3, 0][..], &u16s(&[0, 0, WIDTH, HEIGHT])].concat();
    let end = sent.windows(request.len()).position(|window| window == request).expect("a request");
    &sent[..end + request.len()]
}

#[test]
fn a_desktop_is_asked_for_in_the_words_of_the_server() {
    for (version, security, hello) in [
        ("003.003", &b"\0\0\0\x01"[..], "RFB 003.003\n\x01"),
        ("003.006", b"\0\0\0\x01", "RFB 003.003\n\x01"),
        ("003.007", b"\x01\x01", "RFB 003.007\n\x01\x01"),
        ("003.008", b"\x02\x05\x01\0\0\0\0", "RFB 003.008\n\x01\x01"),
        ("003.889", b"\x01\x01\0\0\0\0", "RFB 003.008\n\x01\x01"),
        ("004.001", b"\x01\x01\0\0\0\0", "RFB 003.008\n\x01\x01"),
    ] {
        let bytes = [format!("RFB {version}\n").as_bytes(), security, &desktop(WIDTH, HEIGHT)].concat();
        let session = host().target(server(&bytes)).run(main);
        let said = opening(&session);
        assert!(said.starts_with(hello.as_bytes()), "{version}: {said:?}");
        assert_eq!(said[hello.len()..][..20], [0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
        assert_eq!((session.screen.width(), session.screen.height()), (70, 40));
    }
}

/// A server that asks for a password, by the example of a key of DES: its reversed bits are the password's.
fn asking(verdict: &[u8]) -> MockTarget {
    let challenge: Vec<u8> = (0..16).collect();
    server(&[b"RFB 003.008\n\x01\x02", &challenge[..], verdict].concat())
}

#[test]
fn a_password_answers_the_challenge() {
    let accepted = [b"\0\0\0\0".to_vec(), desktop(WIDTH, HEIGHT)].concat();
    let session = host().secret("password", "secret00 and more").target(asking(&accepted)).run(main);
    let answer = &session.sent(0)[13..29];
    let wanted = {
        use tubeway::kernels::Cipher;
        use tubeway::sys::{self, Direction};
        let mut out = [0; 16];
        MockHost::new().run(|| {
            let key = b"secret00".map(u8::reverse_bits);
            let challenge: Vec<u8> = (0..16).collect();
            let mut cipher = Cipher::new(sys::Cipher::DesEcb, Direction::Encrypt, &key, &[]).expect("a cipher");
            cipher.apply(&challenge, &mut out).expect("an answer");
        });
        out
    };
    assert_eq!(answer, wanted);
    assert_eq!(session.screen.width(), 70);
}

#[test]
fn a_wrong_password_is_told_in_the_words_of_the_server() {
    let session = host().secret("password", "x").target(asking(b"\0\0\0\x01\0\0\0\x05wrong")).run(main);
    assert_eq!(ended(&session, CloseReason::ServerRefuse), "the server refused the log-in: wrong");
    let session = host().secret("password", "x").target(asking(b"\0\0\0\x01\0\0\0\0")).run(main);
    assert_eq!(ended(&session, CloseReason::ServerRefuse), "the server refused the log-in");
}

#[test]
fn a_password_that_is_missing_is_asked_for() {
    let session = host().target(asking(b"")).run(main);
    assert_eq!(session.required, ["password"]);
}

#[test]
fn failures_are_told() {
    for (bytes, reason, words) in [
        (&b"SSH-2.0-x\r\n\n"[..], CloseReason::ConnectionFailed, "what answers is no VNC server"),
        (b"RFB 002.002\n", CloseReason::ConnectionFailed, "the server speaks RFB 2.2, which is too old"),
        (b"RFB 003.008\n\x02\x05\x06", CloseReason::ConnectionFailed, "it has the types 5, 6"),
        (b"RFB 003.008\n\0\0\0\0\x04busy", CloseReason::ConnectionFailed, "the server refused the connection: busy"),
        (b"RFB 003.003\n\0\0\0\0\0\0\0\x04busy", CloseReason::ConnectionFailed, "refused the connection: busy"),
        (b"RFB 003.008\n\x01\x13\0\x02\0\x02\0\0\x01\x01\0\0\x01\x02", CloseReason::ConnectionFailed, "types 257, 258"),
        (b"RFB 003.008\n\x01\x01\0\0\0\0\0\0\0\x09", CloseReason::Timeout, "the server said nothing for 10 s"),
        (
            b"RFB 003.008\n\x01\x01\0\0\0\0\xff\xff\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\0\0\0",
            CloseReason::ProtocolError,
            "a text of",
        ),
    ] {
        let session = host().target(server(bytes)).run(main);
        let text = ended(&session, reason);
        assert!(text.contains(words), "{text}");
    }
    let session = host().target(MockTarget::sends(b"RFB 003.008\n")).run(main);
    assert!(ended(&session, CloseReason::ConnectionLost).contains("before there was a desktop"));
    let session = host().target(MockTarget::sends(&greeting())).run(main);
    assert_eq!(ended(&session, CloseReason::ConnectionLost), "the connection to the server was lost");
    let session = host().target_fails(Status::Refused).run(main);
    assert_eq!(ended(&session, CloseReason::ConnectionFailed), "the connection to server:5900 was refused");
}

#[test]
fn a_connection_is_tried_again_as_often_as_the_settings_say() {
    let host = host().param("autoretry", "2").target_fails(Status::Refused).target_fails(Status::Refused);
    assert_eq!(host.target(server(&greeting())).run(main).screen.width(), 70);
}

#[test]
fn keys_and_the_pointer_reach_the_server() {
    let mouse = MouseEvent { x: 99, y: -4, buttons: 9, ..MouseEvent::default() };
    let session = host().target(server(&greeting())).key(0x100_0416, true).key(0xff0d, true).mouse(mouse).run(main);
    let sent = session.sent(0);
    assert!(has(sent, &[4, 1, 0, 0, 1, 0, 4, 0x16, 4, 1, 0, 0, 0, 0, 0xff, 0x0d, 5, 9, 0, 69, 0, 0]), "{sent:?}");
}

#[test]
fn keys_that_every_keyboard_has_in_the_same_place_go_by_that_where_the_server_takes_it() {
    let takes = update(&[rectangle([0; 4], -258, &[])]);
    let host = host().target(server(&[greeting(), takes].concat()));
    let session = host.key(0xff53, true).key(0x61, true).run(main);
    let sent = session.sent(0);
    assert!(has(sent, &[255, 0, 0, 1, 0, 0, 0xff, 0x53, 0, 0, 0, 0xcd, 4, 1, 0, 0, 0, 0, 0, 0x61]), "{sent:?}");
}

fn key(keysym: u32, down: bool) -> Vec<u8> {
    [&[4, down.into(), 0, 0][..], &keysym.to_be_bytes()].concat()
}

/// What is sent for keys that are pressed and released, or only go down or up, after the server told its lights.
fn typed(lights: &[u8], keys: &[(u32, Option<bool>)]) -> Vec<u32> {
    let host = host().target(server(&[&greeting(), lights].concat()));
    let host = keys.iter().fold(host, |host, (keysym, down)| match down {
        Some(down) => host.key(*keysym, *down),
        None => host.key(*keysym, true).key(*keysym, false),
    });
    let sent = host.run(main).sent(0).to_vec();
    let first = key(keys[0].0, true)[4..].to_vec();
    let downs = sent.windows(8).filter(|event| event[..4] == [4, 1, 0, 0] && event[4..6] == [0, 0]);
    let downs: Vec<u32> = downs.map(|event| u32::from_be_bytes([0, 0, event[6], event[7]])).collect();
    assert!(has(&sent, &first), "{sent:?}");
    downs
}

const CAPS: u32 = 0xffe5;
const NUM: u32 = 0xff7f;
const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;
const A: u32 = 0x41;
const B: u32 = 0x62;
const KEYPAD_1: u32 = 0xffb1;
const KEYPAD_END: u32 = 0xff9c;

#[test]
fn a_lock_that_differs_from_the_persons_is_pressed_before_the_key() {
    let led = |lights: u8| update(&[rectangle([0; 4], -261, &[lights])]);
    let vmware = |lights: u8| update(&[rectangle([0; 4], 0x574d_5668, &[0, 0, 0, lights])]);
    for (lights, keys, wanted) in [
        (led(4), &[(B, None)][..], &[CAPS, B][..]),
        (vmware(4), &[(B, None)], &[CAPS, B]),
        (led(0), &[(B, None), (A, None)], &[B, CAPS, A]),
        (led(4), &[(A, None), (B, None)], &[A, CAPS, B]),
        // Pressed once, until the server tells more.
        (led(4), &[(B, None), (B, None), (A, None)], &[CAPS, B, B, A]),
        (led(0), &[(SHIFT, Some(true)), (A, None), (SHIFT, Some(false)), (B, None)], &[SHIFT, A, B]),
        (led(4), &[(SHIFT, Some(true)), (B, None)], &[SHIFT, B]),
        (led(4), &[(SHIFT, Some(true)), (A, None)], &[SHIFT, CAPS, A]),
        (led(0), &[(KEYPAD_1, None)], &[NUM, KEYPAD_1]),
        (led(2), &[(KEYPAD_1, None), (KEYPAD_END, None)], &[KEYPAD_1, NUM, KEYPAD_END]),
        (led(2), &[(SHIFT, Some(true)), (KEYPAD_END, None)], &[SHIFT, KEYPAD_END]),
        // A lock that the person presses is the server's to tell of.
        (led(4), &[(CAPS, None), (B, None)], &[CAPS, B]),
        // A command is no text.
        (led(4), &[(CONTROL, Some(true)), (B, None)], &[CONTROL, B]),
        // Figures and signs are the same with and without.
        (led(4), &[(0x31, None), (0x20ac, None)], &[0x31, 0x20ac]),
    ] {
        assert_eq!(typed(&lights, keys), wanted, "{lights:?} {keys:?}");
    }
}

#[test]
fn a_server_that_tells_no_lights_is_sent_the_keys_alone() {
    assert_eq!(typed(&[], &[(A, None), (B, None), (KEYPAD_1, None)]), [A, B, KEYPAD_1]);
}

#[test]
fn a_server_that_finds_keys_by_their_names_keeps_its_locks() {
    let told = [vec![150], update(&[rectangle([0; 4], -261, &[4])])].concat();
    assert_eq!(typed(&told, &[(A, None), (B, None), (KEYPAD_1, None)]), [A, B, KEYPAD_1]);
}

#[test]
fn the_person_is_told_where_the_server_puts_the_pointer() {
    for encoding in [-232, 0x574d_5666] {
        let bytes = update(&[rectangle([12, 34, 0, 0], encoding, &[])]);
        let session = host().target(server(&[greeting(), bytes].concat())).run(main);
        assert_eq!(session.pointer, Some((12, 34)));
    }
}

#[test]
fn a_read_only_session_takes_no_input() {
    let host = host().param("read-only", "true").target(server(&greeting())).key(0x61, true);
    let session = host.client_stream(StreamPurpose::Clipboard, "text/plain", "", b"x").run(main);
    assert!(!has(session.sent(0), &[4, 1, 0, 0]));
    assert_eq!(session.streams[1].refused.as_ref().expect("refused").0, Status::Denied as i32);
}

#[test]
fn texts_go_both_ways_in_the_encoding_of_the_settings() {
    let cut = [greeting(), b"\x03\0\0\0\0\0\0\x04\x80 \xe4\n".to_vec()].concat();
    for (charset, text, paste) in [("ISO8859-1", "\u{80} ä\n", &b"?\xfc"[..]), ("CP1252", "€ ä\n", b"\x80\xfc")] {
        let host = host().param("clipboard-encoding", charset).target(server(&cut));
        let host = host.client_stream(StreamPurpose::Clipboard, "text/plain", "", "€ü".as_bytes());
        let session = host.run(main);
        let copied = session.streams.iter().find(|stream| stream.sent == text.as_bytes());
        assert!(copied.is_some(), "{charset}: {:?}", session.streams);
        let pasted = [b"\x06\0\0\0\0\0\0\x02", paste].concat();
        assert!(has(session.sent(0), &pasted), "{charset}: {:?}", session.sent(0));
    }
    let session = host().param("disable-copy", "true").target(server(&cut)).run(main);
    assert_eq!(session.streams.len(), 1);
    let session = host().param("clipboard-encoding", "klingon").run(main);
    assert!(ended(&session, CloseReason::ConfigurationError).contains("clipboard-encoding=klingon"));
}

#[test]
fn the_extended_clipboard_is_answered_and_read() {
    let mut provided = Vec::new();
    MockHost::new().run(|| provided = Zlib::new().pack("\0\0\0\x0bgrüße\r\n漢\0".as_bytes()));
    let message = |flags: u32, data: &[u8]| {
        let length = -(data.len() as i32 + 4);
        [&[3, 0, 0, 0][..], &length.to_be_bytes(), &flags.to_be_bytes(), data].concat()
    };
    let caps = message(0x1f00_0001, &[0; 4]);
    let notify = message(0x0800_0001, &[]);
    let provide = message(0x1000_0001, &provided);
    let session = host().target(server(&[greeting(), caps, notify, provide].concat())).run(main);
    let sent = session.sent(0);
    assert!(has(sent, &[6, 0, 0, 0, 255, 255, 255, 248, 0x1f, 0, 0, 1, 0, 4, 0, 0]), "{sent:?}");
    assert!(has(sent, &[6, 0, 0, 0, 255, 255, 255, 252, 2, 0, 0, 1]), "{sent:?}");
    assert!(session.streams[1].sent.starts_with("grüße\n".as_bytes()), "{:?}", session.streams[1]);
}

#[test]
fn fences_are_answered_and_updates_flow_by_themselves_where_the_server_can() {
    let fence = [&[248, 0, 0, 0, 128, 0, 0, 15, 3][..], b"abc"].concat();
    let session = host().target(server(&[greeting(), fence, vec![150]].concat())).run(main);
    let sent = session.sent(0);
    assert!(has(sent, &[&[248, 0, 0, 0, 0, 0, 0, 7, 3][..], b"abc"].concat()), "{sent:?}");
    assert!(has(sent, &[&[150, 1][..], &u16s(&[0, 0, WIDTH, HEIGHT])].concat()), "{sent:?}");
}

#[test]
fn the_desktop_takes_the_size_of_the_person() {
    let monitor = [&[1, 0, 0, 0, 0, 0, 0, 9][..], &u16s(&[0, 0, 70, 40]), &[0; 4]].concat();
    let sizes = update(&[rectangle([0, 0, 70, 40], -308, &monitor)]);
    let size = SizeEvent { width: 90, height: 50, dpi: 96, columns: 0, rows: 0 };
    let wish = [&[251, 0, 0, 90, 0, 50, 1, 0, 0, 0, 0, 9][..], &u16s(&[0, 0, 90, 50]), &[0; 4]].concat();
    let bytes = [greeting(), sizes].concat();
    let session = host().target(server(&bytes)).resizes(size).run(main);
    assert!(has(session.sent(0), &wish), "{:?}", session.sent(0));
    let kept = host().param("disable-display-resize", "true").target(server(&bytes)).resizes(size).run(main);
    assert!(!has(kept.sent(0), &wish));
}

#[test]
fn a_repeater_is_told_the_server() {
    let session = host().param("dest-host", "desk").target(server(b"RFB 000.000\nRFB 003.008\n")).run(main);
    let sent = session.sent(0);
    assert!(sent.starts_with(b"desk:5900\0") && sent[250..].starts_with(b"RFB 003.008\n"), "{sent:?}");
    let session = host().param("dest-host", "desk").target(server(b"RFB 003.008\n")).run(main);
    assert!(ended(&session, CloseReason::ConnectionFailed).contains("no VNC repeater"));
}

/// Waits for the server to connect.
fn waiting() -> MockHost {
    host().address("desk", 5500, "vnc").param("reverse-connect", "true")
}

#[test]
fn a_server_that_connects_by_itself_is_served_as_any_other() {
    let session = waiting().target(server(&greeting())).run(main);
    assert!(session.streams[0].awaited);
    assert!(session.sent(0).starts_with(b"RFB 003.008\n\x01\x01"));
    assert_eq!(session.screen.width(), 70);
    let session = host().param("reverse-connect", "false").target(server(&greeting())).run(main);
    assert!(!session.streams[0].awaited);
}

#[test]
fn a_server_that_does_not_connect_is_told() {
    let anybody = || host().address("", 5500, "vnc").param("reverse-connect", "true").param("listen-timeout", "250");
    for (host, status, reason, words) in [
        (waiting(), Status::Again, CloseReason::Timeout, "the server desk did not connect to port 5500 within 5000 ms"),
        (anybody(), Status::Again, CloseReason::Timeout, "a server did not connect to port 5500 within 250 ms"),
        (
            waiting().param("listen-timeout", "99999999999"),
            Status::Again,
            CloseReason::Timeout,
            "the server desk did not connect to port 5500 within 600000 ms",
        ),
        (
            anybody(),
            Status::Denied,
            CloseReason::ConfigurationError,
            "waiting for a server at port 5500 is not allowed here",
        ),
        (waiting(), Status::NotFound, CloseReason::AddressResolutionFailed, "there is no address for desk"),
        (
            waiting(),
            Status::Unreachable,
            CloseReason::ConnectionFailed,
            "the gateway cannot listen at port 5500, which may be taken",
        ),
    ] {
        let session = host.target_fails(status).run(main);
        assert_eq!(ended(&session, reason), words);
    }
    let nowhere =
        host().address("", 0, "vnc").param("reverse-connect", "true").target_fails(Status::NotFound).run(main);
    assert_eq!(ended(&nowhere, CloseReason::ConfigurationError), "no port to wait at is named");
}

#[test]
fn a_server_is_waited_for_once_more_where_the_settings_say_so() {
    let session = waiting().param("autoretry", "1").target_fails(Status::Again).target(server(&greeting())).run(main);
    assert!(session.streams[0].awaited);
    let denied = waiting().param("autoretry", "1").target_fails(Status::Denied).target(server(&greeting())).run(main);
    ended(&denied, CloseReason::ConfigurationError);
}

#[test]
fn a_repeater_does_not_connect() {
    let session = waiting().param("dest-host", "behind").target(server(&greeting())).run(main);
    assert!(ended(&session, CloseReason::ConfigurationError).contains("reverse-connect and dest-host"));
    assert!(session.streams.is_empty());
}

/// A server of VeNCrypt with these types, beside some that RFB itself has.
fn vencrypt(beside: &[u8], types: &[u32]) -> Vec<u8> {
    let mut bytes =
        [b"RFB 003.008\n", &[beside.len() as u8 + 1, 19][..], beside, &[0, 2, 0, types.len() as u8]].concat();
    bytes.extend(types.iter().flat_map(|kind| kind.to_be_bytes()));
    bytes
}

/// The type that is chosen behind VeNCrypt.
fn chosen(host: MockHost, types: &[u32]) -> u32 {
    let session = host.target(server(&vencrypt(&[], types))).run(main);
    let sent = session.sent(0);
    assert_eq!(sent[..15], *b"RFB 003.008\n\x13\0\x02");
    u32::from_be_bytes(sent[15..19].try_into().expect("a type"))
}

#[test]
fn the_safest_way_in_is_chosen() {
    let all = [1, 2, 256, 257, 258, 259, 260, 261, 262];
    let order = |host: &dyn Fn() -> MockHost, wanted: &[u32]| {
        let mut offered = all.to_vec();
        for wanted in wanted {
            assert_eq!(chosen(host(), &offered), *wanted, "{offered:?}");
            offered.retain(|kind| kind != wanted);
        }
        let session = host().target(server(&vencrypt(&[], &offered))).run(main);
        ended(&session, CloseReason::ConnectionFailed);
    };
    order(&host, &[261, 260, 262, 2, 1, 256]);
    order(&|| host().param("username", "u"), &[262, 261, 260, 2, 1, 256]);
    order(&|| host().param("tls-verify", "false"), &[261, 260, 262, 258, 257, 259, 2, 1, 256]);
    order(&|| host().param("tls-verify", "false").param("username", "u"), &[262, 261, 260, 259, 258, 257, 2, 1, 256]);
    order(&|| host().param("tls", "true"), &[261, 260, 262]);
    order(&|| host().param("tls", "true").param("tls-verify", "false"), &[261, 260, 262, 258, 257, 259]);
    let bare = || MockHost::new().grant("secrets").address("server", 5900, "vnc").declares("password", None, true);
    order(&bare, &[2, 1, 256]);
    // Where TLS cannot be had, what the server has beside it is taken.
    let session = bare().target(server(&vencrypt(&[2], &[261]))).run(main);
    assert_eq!(session.sent(0)[12..], [2]);
}

#[test]
fn tls_is_begun_as_the_settings_judge_the_server() {
    let begun = |kind: u32| [&vencrypt(&[1], &[kind])[..], b"\x01"].concat();
    let session = host().param("tls-verify", "false").target(server(&begun(260))).run(main);
    assert_eq!(session.streams[0].tls.as_deref(), Some("verify=none\n"));
    let session = host().param("tls-server-name", "desk").target(server(&begun(260))).run(main);
    assert_eq!(session.streams[0].tls.as_deref(), Some("server-name=desk\n"));
    let session = host().param("tls-verify", "false").target(server(&begun(257))).run(main);
    assert_eq!(session.streams[0].tls.as_deref(), Some("verify=anonymous\n"));
    let early = [&begun(260)[..], b"x"].concat();
    let session = host().target(server(&early)).run(main);
    assert!(ended(&session, CloseReason::ProtocolError).contains("where TLS begins"));
    let session = host().param("tls", "true").target(server(&greeting())).run(main);
    assert!(ended(&session, CloseReason::ConnectionFailed).contains("does not offer TLS"));
    let session = host().target(server(&begun(257))).run(main);
    assert!(ended(&session, CloseReason::ConnectionFailed).contains("tls-verify=false would take"));
}

#[test]
fn a_password_in_the_clear_is_told_in_the_log() {
    let host = || host().param("username", "us").param("tls-verify", "false").secret("password", "pass");
    let said = b"\0\0\0\x02\0\0\0\x04uspass";
    let clear = host().target(server(&vencrypt(&[], &[256]))).run(main);
    assert!(clear.sent(0).ends_with(said));
    assert_eq!(clear.log.iter().filter(|(_, words)| words.contains("in the clear")).count(), 1);
    for kind in [259, 262] {
        let enciphered = host().target(server(&[&vencrypt(&[], &[kind])[..], b"\x01"].concat())).run(main);
        assert!(enciphered.sent(0).ends_with(said));
        assert!(!enciphered.log.iter().any(|(_, words)| words.contains("in the clear")));
    }
}

#[test]
fn settings_without_effect_are_told_in_the_log() {
    let host = host().param("enable-sftp", "true").param("enable-audio", "true").param("encodings", "ultra raw");
    let session = host.target(server(&greeting())).run(main);
    for name in ["enable-sftp", "enable-audio", "encodings"] {
        assert_eq!(session.log.iter().filter(|(_, text)| text.starts_with(name)).count(), 1, "{name}");
    }
}

#[test]
fn what_came_as_jpeg_is_asked_for_without_loss_once_the_picture_rests() {
    let image = include_bytes!("common/red.jpg");
    let tight = [vec![0x90], compact_length(image.len()), image.to_vec()].concat();
    let bytes = [greeting(), update(&[rectangle([3, 4, 8, 8], 7, &tight)])].concat();
    let exact = [&7i32.to_be_bytes()[..], &(-224i32).to_be_bytes()].concat();
    let request = [&[3, 0][..], &u16s(&[3, 4, 8, 8])].concat();
    // The level alone where one is named; else the quality of JPEG itself, too, after the level.
    for (level, lossy) in [("5", &[-27][..]), ("", &[-28, -512 + 88, -767])] {
        let host = host().param("encodings", "tight").param("quality-level", level);
        let session = host.target(server(&bytes)).run(main);
        let sent = session.sent(0);
        let lossy: Vec<u8> = lossy.iter().flat_map(|encoding: &i32| encoding.to_be_bytes()).collect();
        let times = |wanted: &[u8]| sent.windows(wanted.len()).filter(|window| *window == wanted).count();
        assert_eq!(times(&request), 1, "{sent:?}");
        // At first, for what is exact, and again when that does not come.
        assert_eq!((times(&exact), times(&lossy)), (3, 2), "{sent:?}");
        let most_lossy = times(&(-512i32 + 88).to_be_bytes()) + times(&(-767i32).to_be_bytes());
        assert_eq!(most_lossy, if level.is_empty() { 4 } else { 0 }, "{sent:?}");
        assert_eq!(pixel(&session, 10, 11) >> 16 & 0xff, 254);
    }
}
