use super::echo;
use tubeway::mock::{MockHost, MockTarget};
use tubeway::{SizeEvent, Status};

#[test]
fn shows_what_the_target_sends() {
    let session = MockHost::new().target(MockTarget::sends(b"hello\r\nworld")).run(echo);
    assert_eq!(session.result, 0);
    assert_eq!((session.row(0), session.row(1)), ("hello".into(), "world".into()));
}

#[test]
fn sends_what_is_typed_and_shows_the_answer() {
    let target = MockTarget::answers(|typed| typed.to_ascii_uppercase());
    let session = MockHost::new().types("ab\n").target(target).run(echo);
    assert_eq!(session.sent(0), b"ab\r\n");
    assert_eq!(session.row(0), "AB");
}

#[test]
fn scrolls_when_the_page_is_full() {
    let target = MockTarget::sends(b"one\ntwo\nthree");
    let session = MockHost::new().size(100, 40, 10, 2).target(target).run(echo);
    assert_eq!((session.row(0), session.row(1)), ("two".into(), "three".into()));
    assert_eq!(session.grid.unwrap().scrollback, ["one"]);
}

#[test]
fn wraps_at_the_edge_of_a_smaller_screen() {
    let size = SizeEvent { width: 40, height: 40, dpi: 96, columns: 4, rows: 2 };
    let session = MockHost::new().resizes(size).target(MockTarget::sends(b"abcdef")).run(echo);
    assert_eq!((session.row(0), session.row(1)), ("abcd".into(), "ef".into()));
}

#[test]
fn tells_why_there_is_no_target() {
    let session = MockHost::new().target_fails(Status::Unreachable).run(echo);
    assert_eq!(session.result, 1);
    assert_eq!(session.end.unwrap().1, "connect: there is no way to the other end");
}

/// Each block of the page that walks through this module stands in one of its files.
#[test]
fn the_page_shows_this_module() {
    let page = include_str!("../../../docs/write-a-module.md");
    let files = [include_str!("lib.rs"), include_str!("tests.rs"), include_str!("../tubeway.toml")];
    let mut blocks =
        page.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let shown = blocks.clone().filter(|(language, _)| ["rust", "toml"].contains(language)).count();
    assert!(shown >= 5, "{shown} blocks");
    let missing = blocks.find(|(language, block)| {
        ["rust", "toml"].contains(language) && !files.iter().any(|file| file.contains(block))
    });
    assert_eq!(missing, None);
}
