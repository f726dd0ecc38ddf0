//! Where the picture is not exact, since it came as JPEG.

use tubeway::Rect;

/// Of a tile, pixels.
const SIDE: i32 = 64;

/// How often the picture is looked at before what did not change in between is at rest.
const LOOKS: u8 = 2;

/// What is asked for at once, pixels: so much is there before anybody waits for it.
const MOST: i32 = 128 * 1024 - 1;

/// How many looks the server has to answer.
const PATIENCE: u8 = 20;

/// After so many answers in a row that were not exact, the server has nothing better.
const MOST_FUTILE: u8 = 8;

/// A tile of the picture.
#[derive(Clone, Copy, Debug, Default)]
struct Tile {
    /// What holds everything in it that is not exact, as left, top, right and bottom; empty where all is.
    part: [i32; 4],
    /// How often it was looked at since.
    looks: u8,
    asked: bool,
}

impl Tile {
    fn is_exact(&self) -> bool {
        let [left, top, right, bottom] = self.part;
        left >= right || top >= bottom
    }

    fn is_due(&self) -> bool {
        !self.is_exact() && self.looks >= LOOKS && !self.asked
    }
}

/// What a look at the picture comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing is to be done.
    Nothing,
    /// This is at rest, and to be asked for without loss.
    Ask(Rect),
    /// Nothing is to be asked for without loss any more.
    Done,
}

/// Where the picture is not exact: for each tile, the rectangle that holds it. What rests is asked for once more, a part
/// at a time.
#[derive(Debug, Default)]
pub(super) struct Lossy {
    columns: i32,
    tiles: Vec<Tile>,
    /// Tiles that are not exact.
    count: usize,
    /// Looks since something was asked for that has not come.
    waits: Option<u8>,
    /// What was asked for came as JPEG.
    broken: bool,
    futile: u8,
}

/// Rectangles as left, top, right and bottom.
fn sides(at: Rect) -> [i32; 4] {
    [at.x, at.y, at.x + at.width, at.y + at.height]
}

fn common(one: [i32; 4], other: [i32; 4]) -> [i32; 4] {
    [one[0].max(other[0]), one[1].max(other[1]), one[2].min(other[2]), one[3].min(other[3])]
}

impl Lossy {
    pub(super) fn new(width: u16, height: u16) -> Self {
        let columns = (i32::from(width) + SIDE - 1) / SIDE;
        let rows = (i32::from(height) + SIDE - 1) / SIDE;
        Self { columns, tiles: vec![Tile::default(); (columns * rows) as usize], ..Self::default() }
    }

    /// Whether there is something to look at.
    pub(super) fn is_watched(&self) -> bool {
        self.waits.is_some() || self.count > 0 && self.futile < MOST_FUTILE
    }

    /// Calls `action` for each tile that a rectangle meets, with the part of the rectangle that lies in it.
    fn each(&mut self, at: Rect, mut action: impl FnMut(&mut Tile, [i32; 4])) {
        if at.width == 0 || at.height == 0 {
            return;
        }
        let rectangle = sides(at);
        for row in at.y / SIDE..=(rectangle[3] - 1) / SIDE {
            for column in at.x / SIDE..=(rectangle[2] - 1) / SIDE {
                let (x, y) = (column * SIDE, row * SIDE);
                let tile = &mut self.tiles[(row * self.columns + column) as usize];
                let before = tile.is_exact();
                action(tile, common(rectangle, [x, y, x + SIDE, y + SIDE]));
                match (before, tile.is_exact()) {
                    (true, false) => self.count += 1,
                    (false, true) => {
                        self.count -= 1;
                        tile.asked = false;
                    }
                    _ => {}
                }
            }
        }
    }

    /// A rectangle came as JPEG.
    pub(super) fn add(&mut self, at: Rect) {
        let mut broken = false;
        self.each(at, |tile, part| {
            let [left, top, right, bottom] = if tile.is_exact() { part } else { tile.part };
            tile.part = [left.min(part[0]), top.min(part[1]), right.max(part[2]), bottom.max(part[3])];
            tile.looks = 0;
            broken |= std::mem::take(&mut tile.asked);
        });
        self.broken |= broken;
    }

    /// A rectangle came without loss. What it covers from side to side is cut off.
    pub(super) fn exact(&mut self, at: Rect) {
        if self.count == 0 {
            return;
        }
        self.each(at, |tile, part| {
            let [left, top, right, bottom] = &mut tile.part;
            let across = part[0] <= *left && *right <= part[2];
            let down = part[1] <= *top && *bottom <= part[3];
            match (across, down) {
                (true, true) => tile.part = [0; 4],
                (true, false) if part[1] <= *top => *top = part[3].max(*top),
                (true, false) if *bottom <= part[3] => *bottom = part[1].min(*bottom),
                (false, true) if part[0] <= *left => *left = part[2].max(*left),
                (false, true) if *right <= part[2] => *right = part[0].min(*right),
                _ => {}
            }
        });
    }

    /// A rectangle was copied.
    pub(super) fn copied(&mut self, from: Rect, x: i32, y: i32) {
        if self.count == 0 {
            return;
        }
        let mut moved = Vec::new();
        self.each(from, |tile, part| {
            let [left, top, right, bottom] = common(tile.part, part);
            if left < right && top < bottom {
                moved.push(Rect::new(left - from.x + x, top - from.y + y, right - left, bottom - top));
            }
        });
        self.exact(Rect { x, y, ..from });
        moved.into_iter().for_each(|part| self.add(part));
    }

    /// Looks at the picture; to be called every so often.
    pub(super) fn look(&mut self) -> Look {
        self.tiles
            .iter_mut()
            .filter(|tile| !tile.is_exact())
            .for_each(|tile| tile.looks = tile.looks.saturating_add(1));
        match &mut self.waits {
            None => self.next(),
            Some(waits) if *waits < PATIENCE => {
                *waits += 1;
                Look::Nothing
            }
            Some(_) => {
                // It does not come; it counts as it is.
                self.futile += 1;
                for tile in self.tiles.iter_mut().filter(|tile| tile.asked) {
                    *tile = Tile::default();
                    self.count -= 1;
                }
                self.answered()
            }
        }
    }

    /// An update has ended.
    pub(super) fn updated(&mut self) -> Look {
        if self.waits.is_none() || self.tiles.iter().any(|tile| tile.asked) {
            return Look::Nothing;
        }
        self.futile = if std::mem::take(&mut self.broken) { self.futile + 1 } else { 0 };
        self.answered()
    }

    fn answered(&mut self) -> Look {
        self.waits = None;
        match self.next() {
            Look::Nothing => Look::Done,
            next => next,
        }
    }

    /// The first part that is due, as large as it may be.
    fn next(&mut self) -> Look {
        if self.count == 0 || self.futile >= MOST_FUTILE {
            return Look::Nothing;
        }
        let Some(first) = self.tiles.iter().position(Tile::is_due) else { return Look::Nothing };
        let columns = self.columns as usize;
        let rest = &self.tiles[first..first + columns - first % columns];
        let wide = rest.iter().take_while(|tile| tile.is_due()).count();
        let rows = self.tiles[first..]
            .chunks(columns)
            .take_while(|row| row.iter().take(wide).filter(|tile| tile.is_due()).count() == wide);
        let tall = rows.count().min((MOST / (wide as i32 * SIDE * SIDE)).max(1) as usize);
        let mut around = self.tiles[first].part;
        for row in 0..tall {
            for tile in &mut self.tiles[first + row * columns..][..wide] {
                let [left, top, right, bottom] = tile.part;
                around = [around[0].min(left), around[1].min(top), around[2].max(right), around[3].max(bottom)];
                tile.asked = true;
            }
        }
        self.waits = Some(0);
        self.broken = false;
        let [left, top, right, bottom] = around;
        Look::Ask(Rect::new(left, top, right - left, bottom - top))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rested(lossy: &mut Lossy) -> Look {
        let _ = lossy.look();
        lossy.look()
    }

    #[test]
    fn what_rests_is_asked_for_and_what_moves_is_not() {
        let mut lossy = Lossy::new(640, 480);
        lossy.add(Rect::new(10, 10, 300, 200));
        lossy.add(Rect::new(400, 300, 100, 100));
        assert_eq!(lossy.look(), Look::Nothing);
        lossy.add(Rect::new(10, 10, 300, 200));
        assert_eq!(lossy.look(), Look::Ask(Rect::new(400, 300, 100, 100)));
        assert_eq!(lossy.look(), Look::Nothing, "one thing at a time");
        lossy.exact(Rect::new(400, 300, 100, 100));
        assert_eq!(lossy.updated(), Look::Ask(Rect::new(10, 10, 300, 200)));
        lossy.exact(Rect::new(10, 10, 300, 70));
        assert_eq!(lossy.updated(), Look::Nothing, "a part of it is still to come");
        lossy.exact(Rect::new(10, 80, 300, 130));
        assert_eq!(lossy.updated(), Look::Done);
        assert!(!lossy.is_watched());
    }

    #[test]
    fn a_large_picture_is_asked_for_in_parts_that_cover_it() {
        let mut lossy = Lossy::new(1920, 1080);
        lossy.add(Rect::new(0, 0, 1920, 1080));
        let mut look = rested(&mut lossy);
        let mut pixels = 0;
        while let Look::Ask(part) = look {
            assert!(part.width * part.height <= MOST, "{part:?}");
            pixels += part.width * part.height;
            lossy.exact(part);
            look = lossy.updated();
        }
        assert_eq!((look, pixels), (Look::Done, 1920 * 1080));
        assert!(!lossy.is_watched());
    }

    #[test]
    fn what_is_copied_is_as_lossy_there() {
        let mut lossy = Lossy::new(640, 480);
        lossy.add(Rect::new(0, 100, 640, 100));
        lossy.copied(Rect::new(0, 100, 640, 380), 0, 0);
        lossy.exact(Rect::new(0, 100, 640, 380));
        assert_eq!(rested(&mut lossy), Look::Ask(Rect::new(0, 0, 640, 100)));
    }

    #[test]
    fn a_server_that_has_nothing_exact_is_left_alone() {
        let mut lossy = Lossy::new(640, 480);
        let part = Rect::new(0, 0, 64, 64);
        lossy.add(part);
        let mut asked = 0;
        for _ in 0..100 {
            if let Look::Ask(_) = lossy.look() {
                asked += 1;
                lossy.add(part);
                assert_eq!(lossy.updated(), Look::Done);
            }
        }
        assert_eq!(asked, i32::from(MOST_FUTILE));
        assert!(!lossy.is_watched());
    }

    #[test]
    fn a_server_that_does_not_answer_is_not_waited_for_without_end() {
        let mut lossy = Lossy::new(640, 480);
        lossy.add(Rect::new(0, 0, 64, 64));
        assert!(matches!(rested(&mut lossy), Look::Ask(_)));
        let looks = std::iter::repeat_with(|| lossy.look()).take_while(|look| *look == Look::Nothing).count();
        assert_eq!(looks, usize::from(PATIENCE));
        assert!(!lossy.is_watched());
    }
}
