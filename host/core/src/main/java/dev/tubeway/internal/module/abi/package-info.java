/// The module ABI as the host sees it: statuses, enums, record layouts, and the table of functions.
///
/// Generated from abi/tubeway-abi.json; see abi/README.md.
@org.jspecify.annotations.NullMarked
package dev.tubeway.internal.module.abi;
