//! Whole sessions against the mock host.

use ssh::main;
use tubeway::mock::{MockHost, MockSession, MockSsh, MockTarget};
use tubeway::{CloseReason, SizeEvent, Status};

fn bare() -> MockHost {
    let host = ["clipboard", "pipes", "ssh"].into_iter().fold(MockHost::new(), MockHost::grant);
    ["password", "private-key", "passphrase", "answer", "jump-password", "jump-private-key", "jump-passphrase"]
        .into_iter()
        .fold(host.address("server", 22, "ssh"), |host, name| host.declares(name, None, true))
        .declares("username", None, false)
}

fn host() -> MockHost {
    bare().param("username", "alice").declares("password", Some("s3cret"), true)
}

fn server() -> MockSsh {
    MockSsh::new("alice", "s3cret")
}

fn ended(session: &MockSession, reason: CloseReason) -> &str {
    let (number, text) = session.end.as_ref().expect("an end");
    assert_eq!(*number, reason as i32, "{text}");
    text
}

#[test]
fn a_shell_is_on_the_screen_and_the_password_stays_with_the_host() {
    let session = host().ssh(server().exits(MockTarget::sends(b"$ \x1b[1mbold"), 0)).run(main);
    assert!(session.ssh.iter().any(|said| said == "shell on xterm-256color 99x39"), "{:?}", session.ssh);
    assert!(
        session.row(1).contains("$ bold") || session.row(0).contains("$ bold") || session.row(2).contains("$ bold")
    );
    assert!(session.secrets_read.is_empty());
    assert_eq!(ended(&session, CloseReason::Normal), "the shell ended with exit status 0");
    assert_eq!(session.open_handles, 0);
}

#[test]
fn keys_are_sent_and_a_new_size_is_told() {
    let size = SizeEvent { width: 640, height: 480, dpi: 96, columns: 60, rows: 24 };
    let target = MockTarget::answers(|asked| asked.to_vec()).greets(b"$ ");
    let session = host().ssh(server().stream(target)).resizes(size).types("ls\n").run(main);
    assert!(session.sent(0).ends_with(b"ls\r"), "{:?}", session.sent(0));
    assert!(session.ssh.contains(&"resize 60x24 0x0".to_owned()), "{:?}", session.ssh);
}

#[test]
fn the_exit_status_is_shown_where_something_went_wrong() {
    let session = host().param("command", "make").ssh(server().exits(MockTarget::sends(b"no rule\r\n"), 2)).run(main);
    assert_eq!(ended(&session, CloseReason::Normal), "the command ended with exit status 2");
    let rows: Vec<String> = (0..8).map(|row| session.row(row)).collect();
    assert!(rows.contains(&"[the command ended with exit status 2]".to_owned()), "{rows:?}");
    assert!(session.ssh.contains(&"exec make on xterm-256color 99x39".to_owned()), "{:?}", session.ssh);
}

#[test]
fn the_banner_is_shown_and_cannot_steer_the_terminal() {
    let server = server().banner("Be nice\x1b[2J\nor leave").stream(MockTarget::sends(b"$ "));
    let session = host().ssh(server).run(main);
    let rows: Vec<String> = (0..8).map(|row| session.row(row)).collect();
    assert!(rows.contains(&"Be nice[2J".to_owned()) && rows.contains(&"or leave".to_owned()), "{rows:?}");
}

#[test]
fn what_is_missing_is_asked_of_the_person() {
    let host = bare().answers("username", Some("alice")).answers("password", None);
    let host = host.ssh(MockSsh::open().stream(MockTarget::sends(b"$ ")));
    let session = host.run(main);
    assert_eq!(session.required, ["username"]);
    assert!(session.ssh.contains(&"user alice".to_owned()) || session.end.is_some(), "{:?}", session.ssh);
}

#[test]
fn a_wrong_password_is_asked_for_again_and_given_up_after_three() {
    let host = bare().param("username", "alice").declares("password", Some("wrong"), true);
    let host = host.answers("password", None).answers("password", None);
    let session = host.ssh(server()).run(main);
    assert_eq!(session.required, ["password", "password"]);
    assert!(ended(&session, CloseReason::ServerRefuse).starts_with("server:22 refused the log-in"));
}

#[test]
fn what_the_server_asks_is_answered_by_the_person() {
    let host = host().declares("answer", Some("123"), true).answers("answer", None);
    let session = host.ssh(server().asks("Code: ", false, "123").stream(MockTarget::sends(b"$ "))).run(main);
    assert_eq!(session.required, ["answer"]);
    assert_eq!(ended(&session, CloseReason::Normal), "the target closed the connection");
}

#[test]
fn nobody_waits_for_ever_for_an_answer() {
    let session = bare().param("username", "alice").ssh(server()).run(main);
    ended(&session, CloseReason::ServerRefuse);
}

#[test]
fn a_jump_host_leads_to_the_target() {
    let host = host().grant("network").param("jump-hostname", "door").param("jump-username", "bob");
    let host = host.declares("jump-password", Some("open"), true);
    let session = host.ssh(MockSsh::new("bob", "open")).ssh(server().stream(MockTarget::sends(b"$ "))).run(main);
    let said = ["connect door:22", "user bob", "connect", "user alice", "shell on xterm-256color 99x39"];
    assert_eq!(session.ssh[..5], said.map(str::to_owned));
}

#[test]
fn failures_end_with_their_reasons() {
    for (status, why, reason, text) in [
        (Status::Refused, "", CloseReason::ConnectionFailed, "the connection to server:22 was refused"),
        (Status::NotFound, "", CloseReason::AddressResolutionFailed, "there is no address for server:22"),
        (Status::Again, "", CloseReason::Timeout, "server:22 did not answer within 10 s"),
        (Status::AuthFailed, "the host key has changed", CloseReason::Error, "the host key has changed"),
        (Status::PeerError, "no cipher", CloseReason::ProtocolError, "server:22 speaks no SSH that fits: no cipher"),
    ] {
        let session = host().ssh(MockSsh::fails(status, why)).run(main);
        assert_eq!(ended(&session, reason), text);
    }
    let session = host().ssh(server().stream_fails(Status::Refused)).run(main);
    assert!(ended(&session, CloseReason::ConnectionFailed).contains("the server refused"));
}

#[test]
fn the_environment_is_told() {
    let host = host().param("locale", "de_DE.UTF-8").param("timezone", "Europe/Berlin");
    let session = host.ssh(server().stream(MockTarget::sends(b"$ "))).run(main);
    assert_eq!(session.ssh[2], "shell on xterm-256color 99x39 LANG=de_DE.UTF-8 TZ=Europe/Berlin");
}
