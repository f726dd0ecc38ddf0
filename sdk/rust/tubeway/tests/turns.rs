//! The loop of a session.

use std::ops::ControlFlow;

use tubeway::turns;

#[test]
fn turns_are_taken_until_one_breaks() {
    for last in [1, 2, 16, 17, 100] {
        let mut taken = 0;
        let end: Result<usize, ()> = turns(|| {
            taken += 1;
            Ok(if taken == last { ControlFlow::Break(last) } else { ControlFlow::Continue(()) })
        });
        assert_eq!((end, taken), (Ok(last), last));
    }
}

#[test]
fn turns_end_with_the_first_that_fails() {
    let mut taken = 0;
    let end: Result<(), usize> = turns(|| {
        taken += 1;
        if taken == 40 { Err(taken) } else { Ok(ControlFlow::Continue(())) }
    });
    assert_eq!((end, taken), (Err(40), 40));
}
