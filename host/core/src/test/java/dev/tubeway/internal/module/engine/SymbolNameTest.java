package dev.tubeway.internal.module.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymbolNameTest {

    @ParameterizedTest
    @CsvSource({
        "_ZN6faults9recursion17h358aadf0948d5761E, faults::recursion",
        "_ZN5alloc3vec9from_elem17hbeadf8aaef595eb1E, alloc::vec::from_elem",
        "_ZN4core3ptr42drop_in_place$LT$alloc..string..String$GT$17h358aadf0948d5761E,"
                + " core::ptr::drop_in_place<alloc::string::String>",
        "_ZN42_$LT$$RF$T$u20$as$u20$core..fmt..Debug$GT$3fmt17h358aadf0948d5761E, <&T as core::fmt::Debug>::fmt",
        "_RNvNtCs1ylGHjWQK3y_3std5alloc8rust_oom, std::alloc::rust_oom",
        "_RNvCsfgHYwM92fyn_7___rustc26___rust_alloc_error_handler, __rustc::__rust_alloc_error_handler",
        "_RINvNtNtCs1ylGHjWQK3y_3std3sys9backtrace26___rust_end_short_backtraceNCNvNtB6_5alloc8rust_oom0zEB6_,"
                + " std::sys::backtrace::__rust_end_short_backtrace",
        "_RNCNvNtCs1ylGHjWQK3y_3std5alloc8rust_oom0, std::alloc::rust_oom::{closure}"
    })
    void readsWhatRustMakesOfItsNames(String symbol, String name) {
        assertEquals(name, SymbolName.readable(symbol));
    }

    @ParameterizedTest
    @CsvSource({"render_row", "_ZN", "_ZNK3foo3barEv", "_R", "_RNvY", "_RB_", "_RNvB9_3foo", "_ZN99xE", "_start"})
    void leavesOtherNamesAsTheyAre(String symbol) {
        assertEquals(symbol, SymbolName.readable(symbol));
    }

    @Test
    void survivesAnyName() {
        var random = new Random(7);
        var starts = List.of("_ZN", "_R", "_RNv", "_RI", "_RM");
        for (int i = 0; i < 20_000; i++) {
            var name = new StringBuilder(starts.get(i % starts.size()));
            for (int length = random.nextInt(20); length > 0; length--) {
                name.append("BCEIMNRYZhstuv0123456789_$.".charAt(random.nextInt(27)));
            }
            var _ = SymbolName.readable(name.toString());
        }
    }
}
