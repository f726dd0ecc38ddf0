//! Tab stops.

/// The columns at which a tab stops; every eighth at first.
#[derive(Clone, Debug)]
pub(crate) struct Tabs {
    stops: Vec<bool>,
}

impl Tabs {
    pub(crate) fn new(columns: usize) -> Self {
        Self { stops: (0..columns).map(|column| column % 8 == 0).collect() }
    }

    /// Keeps the stops that stand, and sets every eighth in the columns that are new.
    pub(crate) fn resize(&mut self, columns: usize) {
        let old = self.stops.len();
        self.stops.resize(columns, false);
        for column in old..columns {
            self.stops[column] = column % 8 == 0;
        }
    }

    pub(crate) fn set(&mut self, column: usize, stop: bool) {
        if let Some(at) = self.stops.get_mut(column) {
            *at = stop;
        }
    }

    pub(crate) fn clear(&mut self) {
        self.stops.fill(false);
    }

    /// The next stop right of a column, at most `limit`.
    pub(crate) fn next(&self, column: usize, limit: usize) -> usize {
        (column + 1..limit).find(|at| self.stops.get(*at).copied().unwrap_or(false)).unwrap_or(limit.max(column))
    }

    /// The stop left of a column, at least `limit`.
    pub(crate) fn previous(&self, column: usize, limit: usize) -> usize {
        (limit + 1..column).rev().find(|at| self.stops.get(*at).copied().unwrap_or(false)).unwrap_or(limit.min(column))
    }

    /// The stops, for DECTABSR.
    pub(crate) fn stops(&self) -> impl Iterator<Item = usize> + '_ {
        self.stops.iter().enumerate().filter(|(_, stop)| **stop).map(|(column, _)| column)
    }
}
