//! Shows what the target sends, and sends it what is typed.

use tubeway::{Cell, Client, CursorShape, CursorVisibility, Event, Grid, Stream, Timeout, wait};

/// Where the next character goes.
struct Page {
    grid: Grid,
    rows: i32,
    columns: i32,
    row: i32,
    column: i32,
}

impl Page {
    fn show(&mut self, bytes: &[u8]) -> tubeway::Result<()> {
        for byte in bytes {
            if *byte == b'\n' || self.column == self.columns {
                self.column = 0;
                self.row += 1;
            }
            if self.row == self.rows {
                self.grid.scroll(0, self.rows, 1)?;
                self.row -= 1;
            }
            if !byte.is_ascii_control() {
                self.grid.cells(self.row, self.column, &[Cell::new(*byte as char)])?;
                self.column += 1;
            }
        }
        self.grid.cursor(self.row, self.column, CursorShape::Block, CursorVisibility::Steady)?;
        tubeway::frame()
    }
}

#[tubeway::main]
fn echo() -> tubeway::Result<()> {
    let target = Stream::connect(Timeout::secs(10))?;
    let grid = Grid::open()?;
    let (rows, columns) = (grid.info().rows as i32, grid.info().columns as i32);
    let mut page = Page { grid, rows, columns, row: 0, column: 0 };
    let mut buffer = [0; 4096];
    loop {
        wait! {
            Client => match Client.event(Timeout::NOW)? {
                Event::Key(key) if key.down == 1 => match key.keysym {
                    0xff0d => target.send_all(b"\r\n", Timeout::FOREVER)?,
                    keysym @ 0x20..0x7f => target.send_all(&[keysym as u8], Timeout::FOREVER)?,
                    _ => {}
                },
                Event::Size(size) => (page.rows, page.columns) = (size.rows as i32, size.columns as i32),
                Event::End { .. } => return Ok(()),
                _ => {}
            },
            target => match target.receive(&mut buffer, Timeout::NOW) {
                Ok(count) => page.show(&buffer[..count])?,
                Err(error) if error.is_closed() => return Ok(()),
                Err(error) => return Err(error),
            },
        }?;
    }
}

#[cfg(test)]
mod tests;
