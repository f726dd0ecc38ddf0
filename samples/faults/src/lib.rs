//! Does what a module must not do; the parameter `fault` tells what. Nothing is inlined, so that reports name each fault.

use std::hint::black_box;
use tubeway::{Client, LogLevel, Picture, PixelFormat, Poll, Rect, Stream, Surface, Timeout};

#[tubeway::main]
fn faults() -> Result<(), String> {
    let fault = tubeway::param_or("fault", "").map_err(|error| error.to_string())?;
    match fault.as_str() {
        "trap" => trap(),
        "loop" => endless_loop(),
        "recursion" => tubeway::info!("{}", recursion(1)),
        "memory" => memory_bomb(),
        "handles" => handle_leak().map_err(|error| error.to_string())?,
        "log" => log_flood(),
        "output" => output_flood(),
        "calls" => call_storm(),
        "deaf" => deaf(),
        other => return Err(format!("no such fault: fault={other}")),
    }
    Ok(())
}

#[inline(never)]
fn trap() {
    panic!("as asked");
}

#[inline(never)]
fn endless_loop() {
    let mut count = 0_u64;
    loop {
        count = black_box(count.wrapping_add(1));
    }
}

#[inline(never)]
fn recursion(depth: u64) -> u64 {
    if depth == u64::MAX {
        return 0;
    }
    let kept = black_box([depth; 16]);
    kept[3] + recursion(depth + 1) + kept[7]
}

/// Takes memory until there is none, which traps.
#[inline(never)]
fn memory_bomb() {
    let mut kept = Vec::new();
    loop {
        kept.push(black_box(vec![1_u8; 65536]));
    }
}

/// Opens surfaces and never closes one; ends with the host's answer that there are too many.
#[inline(never)]
fn handle_leak() -> tubeway::Result<()> {
    loop {
        std::mem::forget(Surface::new(1, 1)?);
    }
}

#[inline(never)]
fn log_flood() {
    let text = "x".repeat(1024);
    loop {
        tubeway::log(LogLevel::Info, &text);
    }
}

/// Draws without end, whatever the host answers.
#[inline(never)]
fn output_flood() {
    let mut data = vec![0_u8; 256 * 256 * 4];
    loop {
        data[0] = data[0].wrapping_add(1);
        let picture = Picture { format: PixelFormat::Bgrx, stride: 0, data: &data };
        let _ = Surface::SCREEN.put(Rect::new(0, 0, 256, 256), picture);
        let _ = tubeway::frame();
    }
}

#[inline(never)]
fn call_storm() {
    loop {
        black_box(tubeway::now());
    }
}

/// Goes on when the session has ended: hears everything but that.
#[inline(never)]
fn deaf() {
    if tubeway::param_or("hostname", "").is_ok_and(|name| name.is_empty()) {
        loop {
            let _ = Client.event(Timeout::FOREVER);
        }
    }
    let Ok(target) = Stream::connect(Timeout::secs(10)) else {
        return;
    };
    let mut buffer = [0; 4096];
    loop {
        let _ = tubeway::wait(&mut [Poll::read(&Client), Poll::read(&target)], Timeout::FOREVER);
        let _ = Client.event(Timeout::NOW);
        if target.receive(&mut buffer, Timeout::NOW).is_err_and(|error| error.is_closed()) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::faults;
    use tubeway::mock::MockHost;

    #[test]
    #[should_panic(expected = "as asked")]
    fn traps() {
        MockHost::new().param("fault", "trap").run(faults);
    }

    #[test]
    fn leaks_handles_until_the_limit() {
        let session = MockHost::new().max_handles(7).param("fault", "handles").run(faults);
        assert_eq!((session.result, session.open_handles), (1, 7));
        assert_eq!(session.end.unwrap().1, "surface_new: a limit of the session is reached");
    }

    #[test]
    fn knows_no_other_fault() {
        let session = MockHost::new().param("fault", "none").run(faults);
        assert_eq!(session.end.unwrap().1, "no such fault: fault=none");
    }
}
