//! Which seeds a fuzz test runs.

use std::time::{Duration, Instant, SystemTime};

/// The first `usual` seeds; with `TUBEWAY_FUZZ_SECONDS`, new ones for so long after them; with `TUBEWAY_FUZZ_SEED`, only that.
/// A test that fails names its seed.
pub fn seeds(usual: u64) -> impl Iterator<Item = u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let only = number("TUBEWAY_FUZZ_SEED");
    let end = number("TUBEWAY_FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |now| now.as_secs());
    let (first, count) = only.map_or((0, usual), |seed| (seed, 1));
    let new = (now << 24..).take_while(move |_| only.is_none() && end.is_some_and(|end| Instant::now() < end));
    (first..first + count).chain(new)
}
