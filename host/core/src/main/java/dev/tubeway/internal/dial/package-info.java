/// The one way to a destination: names that are found in time, addresses that were judged, and the first of
/// them that answers. The address that was judged is the one that is dialled.
package dev.tubeway.internal.dial;
