//! The mock host answers as the golden vectors tell.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tubeway::mock::{MockHost, MockSession, MockSsh, MockTarget};
use tubeway::sys::{Status, dispatch};
use tubeway::{CloseReason, StreamPurpose};

const STATUSES: std::ops::RangeInclusive<i32> = -13..=-1;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../abi/vectors")
}

fn files() -> Vec<Value> {
    let mut paths: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        .collect()
}

/// Bytes, each none where it may be anything.
fn bytes(value: &Value) -> Vec<Option<u8>> {
    if let Some(parts) = value.as_array() {
        return parts.iter().flat_map(bytes).collect();
    }
    let (kind, rest) = value.as_str().unwrap().split_once(':').unwrap();
    match kind {
        "text" => rest.bytes().map(Some).collect(),
        "hex" => (0..rest.len())
            .step_by(2)
            .map(|at| Some(u8::from_str_radix(&rest[at..at + 2], 16).unwrap()))
            .collect(),
        "any" => vec![None; rest.parse().unwrap()],
        _ => panic!("{value}"),
    }
}

fn known_bytes(value: &Value) -> Vec<u8> {
    bytes(value).into_iter().map(Option::unwrap).collect()
}

fn memory(value: &Value) -> BTreeMap<usize, &Value> {
    let offset = |text: &str| usize::from_str_radix(text.strip_prefix("0x").unwrap(), 16).unwrap();
    value.as_object().into_iter().flatten().map(|(at, bytes)| (offset(at), bytes)).collect()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// A status by its name, or a number.
fn result(value: &Value) -> Option<i32> {
    let Some(name) = value.as_str() else {
        return Some(number(value) as i32);
    };
    if name == "TRAP" {
        return None;
    }
    let wanted = name.replace('_', "").to_lowercase();
    let status = STATUSES
        .filter_map(Status::from_raw)
        .find(|status| format!("{status:?}").to_lowercase() == wanted);
    Some(status.unwrap_or_else(|| panic!("{name}")) as i32)
}

fn target(connection: &Value) -> MockTarget {
    let mut target = MockTarget::silent();
    if connection["closes"] == true {
        target = MockTarget::sends(b"");
    }
    if !connection["sends"].is_null() {
        target = target.greets(&known_bytes(&connection["sends"]));
    }
    if let Some(room) = connection["takes"].as_u64() {
        target = target.takes(room as usize);
    }
    target
}

fn server(words: &Value) -> MockSsh {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if let Some(status) = words["fails"].as_str() {
        let status = result(&Value::from(status)).and_then(Status::from_raw).unwrap();
        return MockSsh::fails(status, &text(&words["why"]));
    }
    let mut server = MockSsh::new(&text(&words["username"]), &text(&words["password"]))
        .banner(&text(&words["banner"]));
    for question in items(&words["asks"]) {
        server = server.asks(
            &text(&question["text"]),
            question["echo"] == true,
            &text(&question["answer"]),
        );
    }
    for stream in items(&words["streams"]) {
        server = match stream["fails"]
            .as_str()
            .and_then(|name| result(&Value::from(name)))
            .and_then(Status::from_raw)
        {
            Some(status) => server.stream_fails(status),
            None => server.stream(target(stream)),
        };
    }
    server
}

fn lay_out(case: &Value) -> MockHost {
    let mut host = MockHost::new();
    for grant in items(&case["grants"]) {
        host = host.grant(grant.as_str().unwrap());
    }
    let words = &case["host"];
    for (name, value) in entries(&words["params"]) {
        host = host.declares(name, value.as_str(), false);
    }
    for (name, value) in entries(&words["secrets"]) {
        host = host.declares(name, value.as_str(), true);
    }
    if let Some(address) = words["target"].as_object() {
        let text = |name: &str| address[name].as_str().unwrap().to_owned();
        host = host.address(&text("host"), number(&address["port"]) as u16, &text("protocol"));
    }
    for connection in items(&words["connections"]) {
        host = if connection["fails"].is_string() {
            let status = result(&connection["fails"]).and_then(Status::from_raw);
            host.target_fails(status.unwrap())
        } else {
            host.target(target(connection))
        };
    }
    for words in items(&words["ssh"]) {
        host = host.ssh(server(words));
    }
    for event in items(&words["events"]) {
        let stream = &event["stream"];
        host = if stream.is_object() {
            let purpose = StreamPurpose::from_raw(number(&stream["purpose"]) as i32).unwrap();
            let text = |name: &str| stream[name].as_str().unwrap();
            host.client_stream(purpose, text("type"), text("name"), &known_bytes(&stream["data"]))
        } else {
            host.event(&known_bytes(event))
        };
    }
    if let Some(screen) = words["screen"].as_object() {
        let side = |name: &str| number(&screen[name]) as i32;
        host = host.size(side("width"), side("height"), 0, 0);
    }
    if let Some(grid) = words["grid"].as_object() {
        let side = |name: &str| number(&grid[name]) as u32;
        host = host.size(1024, 768, side("columns"), side("rows"));
    }
    if let Some(count) = words["handles"].as_u64() {
        host = host.max_handles(count as usize);
    }
    if words["cancelled"] == true {
        host = host.cancelled();
    }
    host
}

/// Whether the mock offers what a case wants.
fn offered(case: &Value) -> bool {
    let mut calls = MockHost::new().start();
    items(&case["features"])
        .all(|name| calls.host().feature(name.as_str().unwrap().as_bytes()) == 1)
}

fn run(function: &str, case: &Value) {
    let name = format!("{function}: {}", case["name"].as_str().unwrap());
    let mut calls = lay_out(case).start();
    let mut guest = vec![0; 65536];
    let args = |call: &Value| items(&call["args"]).map(number).collect::<Vec<_>>();
    let write = |guest: &mut Vec<u8>, call: &Value| {
        for (at, value) in memory(&call["memory"]) {
            let value = known_bytes(value);
            guest[at..at + value.len()].copy_from_slice(&value);
        }
    };
    if !offered(case) {
        let result = dispatch(calls.host(), function, &mut guest, &args(case));
        assert_eq!(result, Some(Status::Unsupported as i32), "{name}");
        return;
    }
    for call in items(&case["setup"]) {
        write(&mut guest, call);
        let function = call["function"].as_str().unwrap();
        let got = dispatch(calls.host(), function, &mut guest, &args(call));
        assert_eq!(got, result(&call["result"]), "{name}, setup {function}");
    }
    write(&mut guest, case);
    let mut wanted = guest.clone();
    let got = dispatch(calls.host(), function, &mut guest, &args(case));
    assert_eq!(got, result(&case["result"]), "{name}");
    for (at, value) in memory(&case["after"]["memory"]) {
        for (place, byte) in bytes(value).into_iter().enumerate() {
            wanted[at + place] = byte.unwrap_or(guest[at + place]);
        }
    }
    let differs = (0..guest.len()).find(|at| guest[*at] != wanted[*at]);
    assert_eq!(differs, None, "{name}: guest memory");
    check(&name, &case["after"], &calls.finish());
}

fn check(name: &str, after: &Value, session: &MockSession) {
    let pair = |value: &Value| (number(&value[0]) as i32, value[1].as_str().unwrap().to_owned());
    let stream = |handle: &str| {
        let handle: i32 = handle.parse().unwrap();
        session.streams.iter().find(|stream| stream.handle == handle).unwrap()
    };
    for (word, value) in entries(after) {
        match word.as_str() {
            "memory" => {}
            "log" => assert_eq!(session.log, items(value).map(pair).collect::<Vec<_>>(), "{name}"),
            "end" => assert_eq!(session.end, Some(pair(value)), "{name}"),
            "messages" => assert_eq!(session.messages, texts(value), "{name}"),
            "required" => assert_eq!(session.required, texts(value), "{name}"),
            "frames" => assert_eq!(session.frames as i64, number(value), "{name}"),
            "sent" => entries(value).for_each(|(handle, bytes)| {
                assert_eq!(stream(handle).sent, known_bytes(bytes), "{name}");
            }),
            "shutdown" => items(value).for_each(|handle| {
                assert!(stream(&handle.to_string()).shut_down, "{name}");
            }),
            "tls" => entries(value).for_each(|(handle, options)| {
                assert_eq!(stream(handle).tls.as_deref(), options.as_str(), "{name}");
            }),
            "ssh" => assert_eq!(session.ssh, texts(value), "{name}"),
            "refused" => entries(value).for_each(|(handle, why)| {
                assert_eq!(stream(handle).refused, Some(pair(why)), "{name}");
            }),
            "pixels" => entries(value).for_each(|(surface, pixels)| {
                let handle: i32 = surface.parse().unwrap();
                let surface = session.surfaces.get(&handle).unwrap_or(&session.screen);
                for pixel in items(pixels) {
                    let argb = u32::from_str_radix(pixel[2].as_str().unwrap(), 16).unwrap();
                    let at = (number(&pixel[0]) as i32, number(&pixel[1]) as i32);
                    assert_eq!(surface.pixel(at.0, at.1), Some(argb), "{name}: {at:?}");
                }
            }),
            word => grid(name, word, value, session),
        }
    }
}

fn grid(name: &str, word: &str, value: &Value, session: &MockSession) {
    let grid = session.grid.as_ref().unwrap();
    match word {
        "rows" => {
            for (row, text) in texts(value).iter().enumerate() {
                assert_eq!(&grid.row(row), text, "{name}: row {row}");
            }
        }
        "scrollback" => assert_eq!(grid.scrollback, texts(value), "{name}"),
        "title" => assert_eq!(grid.title, value.as_str().unwrap(), "{name}"),
        "raw" => assert_eq!(grid.raw, known_bytes(value), "{name}"),
        "cursor" => {
            let (row, column, shape, visible) = grid.cursor;
            let wanted: Vec<_> = items(value).map(|part| number(part) as i32).collect();
            assert_eq!(vec![row, column, shape, visible], wanted, "{name}");
        }
        _ => panic!("{name}: unknown word {word}"),
    }
}

#[test]
fn the_mock_host_answers_as_the_vectors_tell() {
    let mut count = 0;
    for file in files() {
        for case in items(&file["cases"]) {
            run(file["function"].as_str().unwrap(), case);
            count += 1;
        }
    }
    assert!(count > 200, "{count}");
}

#[test]
fn a_bad_pointer_is_a_trap() {
    let mut calls = MockHost::new().start();
    let mut guest = [0; 16];
    assert_eq!(dispatch(calls.host(), "grid_title", &mut guest, &[12, 5]), None);
    assert_eq!(dispatch(calls.host(), "random", &mut guest, &[-1, 1]), None);
    assert_eq!(dispatch(calls.host(), "random", &mut guest, &[-1, 0]), Some(0));
    assert_eq!(dispatch(calls.host(), "nothing", &mut guest, &[]), None);
}

#[test]
fn a_session_that_can_go_no_further_ends() {
    let session = MockHost::new().ends(CloseReason::AdminClosed, "stop").run(|| {
        let event = tubeway::Client.event(tubeway::Timeout::FOREVER);
        assert!(matches!(event, Ok(tubeway::Event::End { .. })), "{event:?}");
        let error = tubeway::Client.event(tubeway::Timeout::FOREVER).unwrap_err();
        assert!(error.is_cancelled());
    });
    assert_eq!(session.result, 0);
}
