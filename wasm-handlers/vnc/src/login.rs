//! From the first dial, or the server's own, to an encrypted line and a password.

use std::time::Duration;

use tubeway::kernels::Cipher;
use tubeway::sys::{self, Direction};
use tubeway::{Client, CloseReason, Event, Poll, Status, Stream, Timeout, Tls, now, param, secret};

use crate::settings::Settings;

/// How long it takes until a connection that failed is tried again.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// Connects, or waits until the server does. A failure ends the session and says why.
pub(crate) fn connect(settings: &Settings) -> tubeway::Result<Option<Stream>> {
    let mut retries = settings.retries;
    loop {
        let error = match tried(settings) {
            Ok(stream) => return Ok(Some(stream)),
            Err(error) if error.is_cancelled() => return Ok(None),
            Err(error) => error,
        };
        if retries == 0 || error.status() == Status::Denied {
            match settings.awaited {
                Some(time) => nobody_came(error, time)?,
                None => failed(error, "the connection to", settings.timeout)?,
            }
            return Ok(None);
        }
        retries -= 1;
        tubeway::info!("{error}; trying again");
        // Who is waited for need not find the port closed meanwhile.
        let waited = settings.awaited.is_some() && error.is_again();
        if !waited && !pause()? {
            return Ok(None);
        }
    }
}

fn tried(settings: &Settings) -> tubeway::Result<Stream> {
    let Some(time) = settings.awaited else { return Stream::connect(settings.timeout) };
    tubeway::info!("waiting at port {} for {}", tubeway::target_info()?.port, server()?);
    Stream::await_target(time)
}

/// The server for people, where only its host may be known.
fn server() -> tubeway::Result<String> {
    let host = tubeway::target_info()?.host;
    Ok(if host.is_empty() { "a server".into() } else { format!("the server {host}") })
}

/// Ends a session whose server did not connect, and says why.
fn nobody_came(error: tubeway::Error, time: Duration) -> tubeway::Result<()> {
    let info = tubeway::target_info()?;
    let (server, port) = (server()?, info.port);
    let (reason, words) = match error.status() {
        Status::Again => {
            (CloseReason::Timeout, format!("{server} did not connect to port {port} within {} ms", time.as_millis()))
        }
        Status::Denied => {
            (CloseReason::ConfigurationError, format!("waiting for {server} at port {port} is not allowed here"))
        }
        Status::NotFound if port == 0 => (CloseReason::ConfigurationError, "no port to wait at is named".into()),
        Status::NotFound => (CloseReason::AddressResolutionFailed, format!("there is no address for {}", info.host)),
        Status::Unreachable => {
            (CloseReason::ConnectionFailed, format!("the gateway cannot listen at port {port}, which may be taken"))
        }
        _ => (CloseReason::ConnectionFailed, format!("waiting for {server} at port {port} failed: {error}")),
    };
    tubeway::end(reason, &words);
    Ok(())
}

/// Waits a little; false where the session ends from outside meanwhile. Events before there is a server are lost, but for
/// the size, which comes again.
fn pause() -> tubeway::Result<bool> {
    let until = now() + BETWEEN_TRIES;
    loop {
        match tubeway::wait(&mut [Poll::read(&Client)], Timeout::from(until.saturating_sub(now()))) {
            Ok(_) => {}
            Err(error) if error.is_again() => return Ok(true),
            Err(error) if error.is_cancelled() => return Ok(false),
            Err(error) => return Err(error),
        }
        if let Event::End { .. } = Client.event(Timeout::NOW)? {
            return Ok(false);
        }
    }
}

/// Ends the session, and says why.
fn failed(error: tubeway::Error, what: &str, timeout: Duration) -> tubeway::Result<()> {
    let info = tubeway::target_info()?;
    let name = match info.host.as_str() {
        "" => "the server".into(),
        host => format!("{host}:{}", info.port),
    };
    let (reason, words) = match error.status() {
        Status::Again => (CloseReason::Timeout, format!("{what} {name} did not answer within {} s", timeout.as_secs())),
        Status::Refused => (CloseReason::ConnectionFailed, format!("{what} {name} was refused")),
        Status::NotFound => (CloseReason::AddressResolutionFailed, format!("there is no address for {}", info.host)),
        Status::Unreachable => (CloseReason::ConnectionFailed, format!("there is no way to {name}")),
        Status::AuthFailed => (CloseReason::ConnectionFailed, format!("the certificate of {name} does not hold")),
        Status::Denied => (CloseReason::ConfigurationError, format!("{what} {name} is not allowed here")),
        Status::Unsupported => (CloseReason::ConfigurationError, format!("{what} {name} is not spoken here")),
        _ => (CloseReason::ConnectionFailed, format!("{what} {name} failed: {error}")),
    };
    tubeway::end(reason, &words);
    Ok(())
}

/// Begins TLS; false where that failed, and the session has been ended.
///
/// - `anonymous`: the server has no certificate.
pub(crate) fn start_tls(stream: &Stream, settings: &Settings, anonymous: bool) -> tubeway::Result<bool> {
    let mut tls = Tls::new();
    if anonymous {
        tls = tls.without_certificate();
    } else {
        if let Some(name) = param("tls-server-name")?.filter(|name| !name.is_empty()) {
            tls = tls.server_name(&name);
        }
        if settings.any_certificate {
            tls = tls.any_certificate();
        }
    }
    let what = if anonymous { "TLS without a certificate with" } else { "TLS with" };
    match stream.start_tls(&tls, Timeout::from(settings.timeout)) {
        Ok(()) => Ok(true),
        Err(error) if error.is_cancelled() => Ok(false),
        Err(error) => failed(error, what, settings.timeout).map(|()| false),
    }
}

/// The password, if there is one.
pub(crate) fn password() -> tubeway::Result<Option<String>> {
    match secret("password") {
        Err(error) if error.status() == Status::Denied => Ok(None),
        answer => Ok(answer?.filter(|password| !password.is_empty())),
    }
}

/// Answers a challenge: enciphered by DES, the key being the password's first 8 bytes, each with its bits turned round.
pub(crate) fn answer(password: &str, challenge: &[u8; 16]) -> tubeway::Result<[u8; 16]> {
    let mut key = [0; 8];
    for (place, byte) in key.iter_mut().zip(password.bytes()) {
        *place = byte.reverse_bits();
    }
    let mut answer = [0; 16];
    Cipher::new(sys::Cipher::DesEcb, Direction::Encrypt, &key, &[])?.apply(challenge, &mut answer)?;
    Ok(answer)
}
