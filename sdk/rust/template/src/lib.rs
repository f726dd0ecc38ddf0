//! {{name}}: shows what the server sends, line by line, and sends what is typed.

use std::error::Error;
use std::io::{Read, Write};
use tubeway::{Cell, Client, CursorShape, CursorVisibility, Event, Grid, Stream, Timeout, wait};

const RETURN: u32 = 0xff0d;

/// One session from start to end: calls that wait simply wait, and when this returns the session is over.
#[tubeway::main]
fn session() -> Result<(), Box<dyn Error>> {
    let mut screen = Screen::open()?;
    let mut server = Stream::connect(Timeout::secs(10))?;
    let mut buffer = [0; 4096];
    loop {
        wait! {
            Client => match Client.event(Timeout::NOW)? {
                Event::Key(key) if key.down == 1 => server.write_all(&typed(key.keysym))?,
                Event::End { .. } => return Ok(()),
                _ => {}
            },
            server => {
                let count = server.read(&mut buffer)?;
                if count == 0 {
                    return Ok(());
                }
                screen.show(&buffer[..count])?;
            },
        }?;
    }
}

/// The bytes of a key; keysyms up to 0xff are Latin-1, 0x01000000 and above are Unicode.
fn typed(keysym: u32) -> Vec<u8> {
    let character = match keysym {
        RETURN => Some('\n'),
        0x20..=0xff => char::from_u32(keysym),
        0x0100_0000.. => char::from_u32(keysym - 0x0100_0000),
        _ => None,
    };
    character.map(String::from).unwrap_or_default().into_bytes()
}

/// Lines on the grid; the cells are drawn by the host.
struct Screen {
    grid: Grid,
    row: i32,
    column: i32,
}

impl Screen {
    fn open() -> tubeway::Result<Self> {
        Ok(Self {
            grid: Grid::open()?,
            row: 0,
            column: 0,
        })
    }

    fn show(&mut self, bytes: &[u8]) -> tubeway::Result<()> {
        let info = self.grid.info();
        for character in String::from_utf8_lossy(bytes).chars() {
            if character == '\n' || self.column == info.columns as i32 {
                self.column = 0;
                self.row += 1;
            }
            if self.row == info.rows as i32 {
                self.grid.scroll(0, self.row, 1)?;
                self.row -= 1;
            }
            if !character.is_control() {
                self.grid
                    .cells(self.row, self.column, &[Cell::new(character)])?;
                self.column += 1;
            }
        }
        self.grid.cursor(
            self.row,
            self.column,
            CursorShape::Block,
            CursorVisibility::Steady,
        )?;
        tubeway::frame()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tubeway::mock::{MockHost, MockTarget};

    #[test]
    fn shows_what_the_server_sends() {
        let server = MockTarget::sends(b"Hello!\nHow are you?\n");
        let session = MockHost::new().target(server).run(session);
        assert_eq!(session.result, 0);
        assert_eq!(session.row(0), "Hello!");
        assert_eq!(session.row(1), "How are you?");
    }

    #[test]
    fn sends_what_is_typed() {
        let host = MockHost::new().target(MockTarget::silent()).types("who");
        assert_eq!(host.run(session).sent(0), b"who");
    }
}
