//! Telnet.
