//! How sessions end.

use tubeway::CloseReason;

use crate::rfb::Fault;

/// Why a session is over.
pub(crate) enum Over {
    /// Whoever ended it knows.
    Known,
    Fault(Fault),
    Because(CloseReason, String),
}

impl From<tubeway::Error> for Over {
    fn from(error: tubeway::Error) -> Self {
        if error.is_cancelled() { Self::Known } else { Self::Fault(Fault::Host(error)) }
    }
}

impl From<Fault> for Over {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Host(error) => error.into(),
            fault => Self::Fault(fault),
        }
    }
}

/// What a part of a session comes to.
pub(crate) type Done<T = ()> = Result<T, Over>;

impl Over {
    /// Says why the session ends.
    pub(crate) fn tell(self) -> tubeway::Result<()> {
        let (reason, words) = match self {
            Self::Known => return Ok(()),
            Self::Because(reason, words) => (reason, words),
            Self::Fault(Fault::Protocol(words)) => {
                (CloseReason::ProtocolError, format!("the server broke its protocol: {words}"))
            }
            Self::Fault(Fault::Unserved(words)) => (CloseReason::ConnectionFailed, words),
            Self::Fault(Fault::Refused(words)) => (CloseReason::ServerRefuse, words),
            Self::Fault(Fault::Host(error)) => return Err(error),
        };
        tubeway::end(reason, &words);
        Ok(())
    }
}
