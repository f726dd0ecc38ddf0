/// The public face of Tubeway: start a [Gateway], create a [Tube], listen to what happens.
package dev.tubeway;
