//! What a terminal tells the session around it.

/// Something the target asked for that is no drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// BEL.
    Bell,
    /// OSC 52: the target puts text into the clipboard of the person.
    Clipboard(String),
    /// OSC 482202: all output goes to a pipe of this name, until [`Notice::ClosePipe`].
    OpenPipe(String),
    /// Output that goes to the pipe.
    Piped(Vec<u8>),
    /// OSC 482203: output goes to the screen again.
    ClosePipe,
    /// OSC 482200: the target offers a file for download.
    Download(String),
    /// OSC 482201: where uploads go from now on.
    UploadDirectory(String),
    /// OSC 482204: how many lines of scrollback the target wants kept.
    Scrollback(usize),
    /// The target changed the size of the screen, which [`crate::Settings::window_operations`] allows.
    Resized {
        /// Columns of the screen.
        columns: usize,
        /// Rows of the screen.
        rows: usize,
    },
}
